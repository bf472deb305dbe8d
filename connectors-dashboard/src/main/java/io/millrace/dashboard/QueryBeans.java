package io.millrace.dashboard;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Millrace tells of the application's queries by JMX, in beans named {@code
 * io.millrace:type=query,query=NAME,part=PART}. It knows of Spark, and we do not.
 */
final class QueryBeans {
    /**
     * A number.
     *
     * @param query the query's name, or its id
     * @param part source0, sink and so on
     */
    record Measured(String query, String part, String name, double value) {}

    private static final Logger LOG = LoggerFactory.getLogger(QueryBeans.class);

    private QueryBeans() {}

    static List<Measured> all() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        List<Measured> all = new ArrayList<>();
        for (ObjectName bean : beans.queryNames(pattern(), null)) {
            try {
                addAll(beans, bean, all);
            } catch (JMException e) {
                LOG.debug("A query has ended while its metrics were read", e);
            }
        }
        return all;
    }

    /** How many queries ended by a failure. */
    static long failed() {
        return all().stream()
                .filter(one -> one.name().equals("failed") && one.value() > 0)
                .count();
    }

    private static void addAll(MBeanServer beans, ObjectName bean, List<Measured> all) throws JMException {
        String[] names = Arrays.stream(beans.getMBeanInfo(bean).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
        String query = ObjectName.unquote(bean.getKeyProperty("query"));
        for (Attribute attribute : beans.getAttributes(bean, names).asList()) {
            if (attribute.getValue() instanceof Number number) {
                all.add(new Measured(query, bean.getKeyProperty("part"), attribute.getName(), number.doubleValue()));
            }
        }
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName("io.millrace:type=query,*");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
