package io.millrace.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.AuthenticationMechanism;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.client.MongoDatabase;
import io.millrace.api.Columns;
import io.millrace.api.ConnectorException;
import io.millrace.api.ConnectorException.Kind;
import io.millrace.api.Delivery;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What the client is told of users. The stand-in knows none, so that it is asked only for what it would be told. */
class CredentialsTest {
    @Test
    void aPasswordIsForScramInTheWayThatTheServerPrefers() {
        MongoCredential credential = credential("username", "ann", "password", "secret", "authSource", "people");
        assertThat(credential.getUserName()).isEqualTo("ann");
        assertThat(credential.getSource()).isEqualTo("people");
        assertThat(credential.getPassword()).isEqualTo("secret".toCharArray());
        assertThat(credential.getAuthenticationMechanism())
                .as("left to the server")
                .isNull();
        assertThat(credential("username", "ann", "password", "secret").getSource())
                .isEqualTo("admin");
    }

    @Test
    void aCertificateIsForX509() {
        MongoCredential nameless = credential("authMechanism", "x509", "tls", "true");
        assertThat(nameless.getAuthenticationMechanism()).isEqualTo(AuthenticationMechanism.MONGODB_X509);
        assertThat(nameless.getUserName()).as("told by the certificate").isNull();
        assertThat(credential("authMechanism", "x509", "tls", "true", "username", "CN=ann")
                        .getUserName())
                .isEqualTo("CN=ann");
    }

    @Test
    void aUserWithoutAPasswordAndX509WithoutTlsAreRefused() {
        assertThatThrownBy(() -> settings("username", "ann"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'password'");
        assertThatThrownBy(() -> settings("authMechanism", "x509"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("'tls'");
    }

    @Test
    void aPasswordIsNotShown() {
        Map<String, String> given = Deployment.options("mongodb://h/", "c", "username", "ann", "password", "pw-7391");
        assertThat(new MongoInput().options().read(given).toString()).doesNotContain("pw-7391");
        assertThat(settings("username", "ann", "password", "pw-7391").toString())
                .doesNotContain("pw-7391");
    }

    @Test
    void tlsAndTheUriAreTheClients() {
        assertThat(settings().getSslSettings().isEnabled()).isFalse();
        assertThat(settings("tls", "true").getSslSettings().isEnabled()).isTrue();
        assertThat(settings("tls", "true").getSslSettings().isInvalidHostNameAllowed())
                .isFalse();
        MongoCredential ofUri = Objects.requireNonNull(Clients.settings(new MongoInput()
                        .options()
                        .read(Deployment.options("mongodb://bob:pw@h/?authMechanism=SCRAM-SHA-256", "c")))
                .getCredential());
        assertThat(ofUri.getUserName()).isEqualTo("bob");
        assertThat(ofUri.getAuthenticationMechanism()).isEqualTo(AuthenticationMechanism.SCRAM_SHA_256);
    }

    @Test
    void aUserIsKnownByScramAndAWrongPasswordIsToldAtOnce() {
        assumeTrue(Deployment.IS_REAL, "the stand-in knows no users");
        MongoDatabase admin = Deployment.database();
        String user = "u" + System.nanoTime();
        admin.runCommand(new Document("createUser", user)
                .append("pwd", "right")
                .append("roles", List.of(new Document("role", "readWrite").append("db", Deployment.DATABASE))));
        try {
            String collection = Deployment.create().getNamespace().getCollectionName();
            assertThat(check(collection, user, "right")).isNotNull();
            assertThatThrownBy(() -> check(collection, user, "wrong"))
                    .isInstanceOf(ConnectorException.class)
                    .extracting(failure -> ((ConnectorException) failure).kind())
                    .isEqualTo(Kind.SETTINGS);
        } finally {
            admin.runCommand(new Document("dropUser", user));
        }
    }

    private static Delivery check(String collection, String user, String password) {
        MongoOutput output = new MongoOutput();
        return output.check(
                new Columns("_id INT"),
                output.options()
                        .read(Deployment.options(
                                Deployment.uri(),
                                collection,
                                "username",
                                user,
                                "password",
                                password,
                                "authSource",
                                Deployment.DATABASE)));
    }

    private static MongoCredential credential(String... more) {
        return Objects.requireNonNull(settings(more).getCredential());
    }

    private static MongoClientSettings settings(String... more) {
        return Clients.settings(new MongoInput().options().read(Deployment.options("mongodb://h/", "c", more)));
    }
}
