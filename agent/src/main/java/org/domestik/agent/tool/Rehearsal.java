// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.domestik.agent.http.Trust;

/**
 * A server that takes every batch and keeps none: the other side of the run that shows Java which
 * classes an agent needs. Prints its address, and goes on until it is killed.
 */
public final class Rehearsal {
  private static final byte[] TAKEN = "{\"accepted\":1}".getBytes(UTF_8);

  private Rehearsal() {}

  /** With the file of a key store and its password it speaks TLS, and prints the pin as well. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    boolean tls = arguments.length == 2;
    String pin = "";
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server;
    if (tls) {
      HttpsServer secure = HttpsServer.create(address, 0);
      KeyStore keys = KeyStore.getInstance(new File(arguments[0]), arguments[1].toCharArray());
      secure.setHttpsConfigurator(new HttpsConfigurator(context(keys, arguments[1])));
      String name = keys.aliases().nextElement();
      pin = " " + Trust.pin(keys.getCertificate(name).getPublicKey());
      server = secure;
    } else {
      server = HttpServer.create(address, 0);
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, TAKEN.length);
          exchange.getResponseBody().write(TAKEN);
          exchange.close();
        });
    server.start();
    System.out.println(
        (tls ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort() + pin);
  }

  private static SSLContext context(KeyStore keys, String password)
      throws GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
