package io.millrace.kinesis;

import static io.millrace.kinesis.Invariants.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.Budget;
import io.millrace.api.ConnectorException;
import io.millrace.testkit.server.KinesisProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As whom and by which way Kinesis is reached. */
@Timeout(60)
class KinesisAccessTest {
    private static final String ROLE = "arn:aws:iam::1:role/reader";

    @TempDir
    Path directory;

    @Test
    void withoutAKeyAmazonsChainIsAsked() throws Exception {
        Emulator emulator = Emulator.lite();
        System.setProperty("aws.accessKeyId", "AKIDOFTHECHAIN");
        System.setProperty("aws.secretAccessKey", "secret");
        try (KinesisProxy proxy = emulator.ownProxy()) {
            Map<String, String> given = Emulator.reading(proxy, emulator.stream(1));
            KinesisInput connector = new KinesisInput();
            connector.open(connector.options().read(given)).close();
            assertThat(proxy.signer()).as("with a key").isEqualTo("test");
            given.keySet().removeAll(List.of("awsAccessKeyId", "awsSecretKey"));
            connector.open(connector.options().read(given)).close();
            assertThat(proxy.signer()).as("without").isEqualTo("AKIDOFTHECHAIN");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void aRoleIsAssumedWithItsExternalIdAndSessionName() throws Exception {
        try (TokenServer tokens = new TokenServer();
                Rig rig =
                        rig(tokens, Map.of("roleExternalId", TokenServer.EXTERNAL_ID, "roleSessionName", "nightly"))) {
            readSome(rig);
            assertThat(rig.proxy().signer()).isEqualTo(TokenServer.KEY);
            assertThat(tokens.asked()).hasSize(1);
            assertThat(tokens.asked().get(0))
                    .containsEntry("Action", "AssumeRole")
                    .containsEntry("RoleArn", ROLE)
                    .containsEntry("RoleSessionName", "nightly")
                    .containsEntry("ExternalId", TokenServer.EXTERNAL_ID);
        }
    }

    @Test
    void aRoleThatIsRefusedIsASettingToCorrect() throws Exception {
        try (TokenServer tokens = new TokenServer()) {
            ConnectorException failure = catchThrowableOfType(
                    ConnectorException.class,
                    () -> rig(tokens, Map.of("roleExternalId", "another")).close());
            assertThat(failure).hasMessageContaining("not allowed").hasMessageContaining("sts:AssumeRole");
            assertThat(failure.kind()).isEqualTo(ConnectorException.Kind.SETTINGS);
        }
    }

    @Test
    void aWebIdentityGivesItsTokenAndAgainWhenTheKeysEnd() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "token 1\n");
        try (TokenServer tokens = new TokenServer()) {
            tokens.valid(Duration.ofSeconds(1));
            try (Rig rig = rig(tokens, Map.of("webIdentityToken", "file:" + file))) {
                assertThat(rig.proxy().signer()).isEqualTo(TokenServer.KEY);
                assertThat(tokens.asked().get(0))
                        .containsEntry("Action", "AssumeRoleWithWebIdentity")
                        .containsEntry("RoleArn", ROLE)
                        .containsEntry("RoleSessionName", "millrace")
                        .containsEntry("WebIdentityToken", "token 1");
                Files.writeString(file, "token 2\n");
                readSome(rig);
                assertThat(tokens.asked())
                        .last()
                        .satisfies(asked -> assertThat(asked).containsEntry("WebIdentityToken", "token 2"));
            }
        }
    }

    @Test
    void kinesisAndRolesAreReachedByAProxyWithALogin() throws Exception {
        try (HttpTunnel tunnel = new HttpTunnel();
                TokenServer tokens = new TokenServer();
                Rig rig = rig(
                        tokens,
                        Map.of(
                                "roleExternalId", TokenServer.EXTERNAL_ID,
                                "proxyHost", "127.0.0.1",
                                "proxyPort", Integer.toString(tunnel.port()),
                                "proxyUser", HttpTunnel.USER,
                                "proxyPassword", HttpTunnel.PASSWORD))) {
            readSome(rig);
            assertThat(tunnel.passed())
                    .anyMatch(line -> line.contains(":" + rig.proxy().endpoint().getPort()))
                    .anyMatch(line -> line.contains(":" + tokens.endpoint().getPort()));
        }
    }

    @Test
    void aProxyThatRefusesIsAmongWhatToCheck() throws Exception {
        try (HttpTunnel tunnel = new HttpTunnel()) {
            Map<String, String> more = Map.of(
                    "proxyHost", "127.0.0.1",
                    "proxyPort", Integer.toString(tunnel.port()),
                    "callTimeout", "3s");
            assertThatThrownBy(() -> new Rig(new KinesisInput(), 1, more).close())
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("proxy");
        }
    }

    private static Rig rig(TokenServer tokens, Map<String, String> more) throws Exception {
        Map<String, String> given = new TreeMap<>(
                Map.of("roleArn", ROLE, "stsEndpointUrl", tokens.endpoint().toString()));
        given.putAll(more);
        return new Rig(new KinesisInput(), 1, given);
    }

    private static void readSome(Rig rig) throws Exception {
        rig.write(0, 0, 3);
        assertThat(rig.readTo(rig.earliest(), rig.tip(), Budget.UNLIMITED)).isEqualTo(numbers(0, 3));
    }
}
