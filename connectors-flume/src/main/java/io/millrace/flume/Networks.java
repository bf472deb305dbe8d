package io.millrace.flume;

import io.millrace.api.ConnectorException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Networks of IP addresses, as users write them, and the addresses of this machine in them. */
final class Networks {
    private static final String EXPECTED = "expected an IP address such as 10.0.0.7 or a network such as 10.0.0.0/8";

    private Networks() {}

    /** A list of addresses and networks. */
    static List<IpSubnetFilterRule> parseAll(String text) {
        return Arrays.stream(text.split(",", -1)).map(one -> parse(one.trim())).toList();
    }

    /** Refuses what looks like a network and is none; a name is looked up only where it is used. */
    static void check(String bind) {
        if (bind.contains("/")) {
            parse(bind);
        }
    }

    static boolean anyHas(List<IpSubnetFilterRule> networks, InetSocketAddress address) {
        return networks.stream().anyMatch(network -> network.matches(address));
    }

    /**
     * The address to listen at.
     *
     * @param bind an address, a name, or a network in which this machine has an address
     * @throws ConnectorException with kind {@code SETTINGS} if there is none
     */
    static InetAddress address(String bind) {
        if (!bind.contains("/")) {
            try {
                return InetAddress.getByName(bind);
            } catch (UnknownHostException e) {
                throw ConnectorException.settings(
                        "Option 'bind' names '" + bind + "', which is no address here; name an address of this machine,"
                                + " or a network such as 10.0.0.0/8 to choose it from",
                        e);
            }
        }
        IpSubnetFilterRule network = parse(bind);
        List<InetAddress> here = here();
        return here.stream()
                .filter(address -> network.matches(new InetSocketAddress(address, 0)))
                .findFirst()
                .orElseThrow(() -> ConnectorException.settings("Option 'bind' names the network " + bind
                        + ", but this machine has no address in it; it has "
                        + here.stream().map(InetAddress::getHostAddress).toList()));
    }

    private static List<InetAddress> here() {
        List<InetAddress> all = new ArrayList<>();
        try {
            for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
                if (one.isUp()) {
                    one.inetAddresses().forEach(all::add);
                }
            }
        } catch (SocketException e) {
            throw ConnectorException.passing("The network interfaces of this machine cannot be listed", e);
        }
        return all;
    }

    private static IpSubnetFilterRule parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean four = NetUtil.isValidIpV4Address(address);
        if (!four && !NetUtil.isValidIpV6Address(address)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        int most = four ? 32 : 128;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1));
        if (bits > most) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    }

    private static int bits(String text) {
        if (!text.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return Integer.parseInt(text);
    }
}
