// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of the documentation, with the real programs, where they are installed. */
@Tag("slow")
class RealProxyTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path APACHE = Path.of("/usr/sbin/apache2");
  private static final Path CADDY = Path.of("/usr/bin/caddy");
  private static final Path SSHD = Path.of("/usr/sbin/sshd");
  private static final Path SEPARATION = Path.of("/run/sshd");
  private static final Path SSH = Path.of("/usr/bin/ssh");
  private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1"})
  void nginx(String version) throws Exception {
    assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
    int port = TestServer.freePort();
    try (TestServer server = behind(port)) {
      Path conf = folder.resolve("nginx.conf");
      Files.writeString(
          conf,
          """
          daemon off; master_process off; pid %1$s/nginx.pid; error_log %1$s/error.log;
          events {}
          http {
            access_log off;
            client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
            uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
            server {
              listen 127.0.0.1:%2$d;
              location /dom {
                proxy_pass %3$s;
                proxy_http_version %4$s;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_buffering off;
              }
            }
          }
          """
              .formatted(folder, port, server.running.url(), version));
      check(
          server,
          "http://127.0.0.1:" + port + "/dom",
          new ProcessBuilder(NGINX.toString(), "-e", folder + "/error.log", "-c", conf.toString()));
    }
  }

  @Test
  void apache() throws Exception {
    assumeTrue(Files.isExecutable(APACHE) && Files.exists(MODULES), "apache2 is not installed");
    int port = TestServer.freePort();
    try (TestServer server = behind(port)) {
      Path conf = folder.resolve("apache.conf");
      Files.writeString(
          conf,
          """
          ServerName localhost
          ServerRoot %1$s
          PidFile %1$s/apache.pid
          ErrorLog %1$s/error.log
          Listen 127.0.0.1:%2$d
          LoadModule mpm_event_module %4$s/mod_mpm_event.so
          LoadModule authz_core_module %4$s/mod_authz_core.so
          LoadModule proxy_module %4$s/mod_proxy.so
          LoadModule proxy_http_module %4$s/mod_proxy_http.so
          LoadModule headers_module %4$s/mod_headers.so
          User nobody
          Group nogroup
          RequestHeader set X-Forwarded-Proto http
          ProxyPass /dom/ %3$s/ flushpackets=on
          """
              .formatted(folder, port, server.running.url(), MODULES));
      check(
          server,
          "http://127.0.0.1:" + port + "/dom",
          new ProcessBuilder(APACHE.toString(), "-X", "-f", conf.toString()));
    }
  }

  @Test
  void caddy() throws Exception {
    assumeTrue(Files.isExecutable(CADDY), "caddy is not installed");
    int port = TestServer.freePort();
    try (TestServer server = behind(port)) {
      Path conf = folder.resolve("Caddyfile");
      Files.writeString(
          conf,
          """
          {
            admin off
            grace_period 1s
            storage file_system %1$s
          }
          http://127.0.0.1:%2$d {
            bind 127.0.0.1
            reverse_proxy %3$s {
              flush_interval -1
            }
          }
          """
              .formatted(folder, port, server.running.url().replace("http://", "")));
      check(
          server,
          "http://127.0.0.1:" + port + "/dom",
          new ProcessBuilder(
              CADDY.toString(), "run", "--config", conf.toString(), "--adapter", "caddyfile"));
    }
  }

  /** A server on loopback that nothing was said of, through a daemon and a client of OpenSSH. */
  @Test
  void sshTunnel() throws Exception {
    assumeTrue(
        Files.isExecutable(SSHD) && Files.isExecutable(SSH) && Files.isDirectory(SEPARATION),
        "openssh-server is not installed, or not set up");
    Process daemon = null;
    Path data = Files.createDirectory(folder.resolve("data"));
    try (TestServer server = TestServer.start(data)) {
      int gate = TestServer.freePort();
      Path key = key("key");
      Path conf = folder.resolve("sshd.conf");
      Files.writeString(
          conf,
          """
          ListenAddress 127.0.0.1:%1$d
          HostKey %2$s
          AuthorizedKeysFile %3$s.pub
          PidFile none
          StrictModes no
          UsePAM no
          PermitRootLogin prohibit-password
          """
              .formatted(gate, key("host"), key));
      daemon = started(new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", conf.toString()));
      int port = TestServer.freePort();
      check(
          server,
          "http://127.0.0.1:" + port,
          new ProcessBuilder(
              SSH.toString(),
              "-N",
              "-L",
              port + ":127.0.0.1:" + URI.create(server.running.url()).getPort(),
              "-p",
              "" + gate,
              "-i",
              key.toString(),
              "-F",
              "none",
              "-o",
              "StrictHostKeyChecking=no",
              "-o",
              "UserKnownHostsFile=" + folder.resolve("known"),
              "-o",
              "ConnectionAttempts=20",
              System.getProperty("user.name") + "@127.0.0.1"));
    } finally {
      if (daemon != null) {
        daemon.destroy();
        assertThat(daemon.waitFor(PATIENCE)).isTrue();
      }
    }
  }

  private Path key(String name) throws Exception {
    Path key = folder.resolve(name);
    Process made =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    return key;
  }

  private Process started(ProcessBuilder command) throws IOException {
    return command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()))
        .start();
  }

  private TestServer behind(int port) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(
        data.resolve("server.conf"),
        """
        external_url = "http://127.0.0.1:%d/dom"
        trusted_proxies = { "127.0.0.1" }
        access = "open"
        """
            .formatted(port));
    return TestServer.start(data);
  }

  /** Pages, questions, samples and the stream of news go through. */
  private void check(TestServer server, String outside, ProcessBuilder command) throws Exception {
    Process proxy = started(command);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(awaited(client, outside + "/", proxy).body()).contains("<html");
      assertThat(
              ask(client, outside + "/api/v1/hosts", "Origin", outside.replaceFirst("/dom$", "")))
          .isEqualTo(200);
      assertThat(ask(client, outside + "/api/v1/hosts", "Origin", "http://evil.example"))
          .isEqualTo(403);
      HttpRequest news =
          HttpRequest.newBuilder(URI.create(outside + "/api/v1/events")).timeout(PATIENCE).build();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  client.send(news, BodyHandlers.ofInputStream()).body(),
                  StandardCharsets.UTF_8))) {
        HttpRequest samples =
            HttpRequest.newBuilder(URI.create(outside + "/write"))
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("p,host=h v=1"))
                .build();
        assertThat(client.send(samples, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
        String line = lines.readLine();
        while (line != null && !line.startsWith("event: sample")) {
          line = lines.readLine();
        }
        assertThat(line).isEqualTo("event: sample");
      }
      assertThat(server.get("/api/v1/hosts").body()).contains("\"h\"");
    } finally {
      proxy.destroy();
      assertThat(proxy.waitFor(PATIENCE)).isTrue();
    }
  }

  private static int ask(HttpClient client, String url, String... headers) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).headers(headers).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> awaited(HttpClient client, String url, Process proxy)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return client.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
            BodyHandlers.ofString());
      } catch (ConnectException e) {
        assertThat(proxy.isAlive()).as(Files.readString(folder.resolve("said"))).isTrue();
        assertThat(System.nanoTime()).isLessThan(end);
      }
    }
  }
}
