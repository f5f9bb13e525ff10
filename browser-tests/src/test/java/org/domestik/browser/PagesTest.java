// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.domestik.browser.Browser.Look;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page, at both widths and in both colour schemes. */
@InBrowser
class PagesTest {

  enum View {
    FLEET("#/"),
    HOST("#/host/web-1?range=24h"),
    HOST_ARCHIVE("#/host/web-1?range=7d"),
    SILENT_HOST("#/host/old-laptop"),
    NEW_HOST("#/host/new-1?range=15m"),
    UNKNOWN_HOST("#/host/nobody"),
    UNKNOWN_PAGE("#/nowhere"),
    PROBES("#/probes"),
    PROBE("#/probe/process_tracking?range=24h"),
    LIFE_CYCLE("#/lifecycle"),
    COST("#/cost"),
    LEAKS("#/leaks"),
    OPEN_ACCESS("#/access");

    final String address;

    View(String address) {
      this.address = address;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAccessibleAndFitsTheScreen(View view, Browser browser, Fleet fleet) {
    try {
      for (Look look : Look.values()) {
        browser.look(look);
        if (look.isLight()) {
          browser.open(fleet.url(view.address)); // Dark follows while it is open, as in an evening.
        }
        check(browser, view.word(), look);
      }
    } finally {
      browser.look(Look.DESKTOP_LIGHT);
    }
  }

  /** Checks the page that is open. */
  static void check(Browser browser, String page, Look look) {
    browser.awaitQuiet();
    browser.showAll(page, look);
    assertThat((Long) browser.run(WIDER_BY))
        .as("%s %s is wider than the screen", page, look)
        .isNotPositive();
    assertThat(violations(browser)).as("axe on %s %s", page, look).isEqualTo("");
  }

  static final String WIDER_BY =
      "const page = document.documentElement; return page.scrollWidth - page.clientWidth";

  private static String violations(Browser browser) {
    if (!Boolean.TRUE.equals(browser.run("return 'axe' in window"))) {
      browser.run(axe());
    }
    return (String)
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
              .then((found) => done(found.violations.map((each) =>
                each.id + ': ' + each.help + ': ' + each.nodes.map((node) => node.html).slice(0, 3).join(' ')).join('\\n')))
              .catch((error) => done('' + error));
            """);
  }

  private static String axe() {
    String path = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream script = PagesTest.class.getResourceAsStream(path)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
