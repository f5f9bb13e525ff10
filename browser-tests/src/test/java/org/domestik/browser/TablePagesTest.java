// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.junit.jupiter.api.Test;

/** The life-cycle page, and what agents still have to deliver. */
@InBrowser
class TablePagesTest {

  @Test
  void theLifeCycleOfEachHostUnfoldsIntoItsProbes(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/lifecycle"));
    browser.await("the hosts", "return document.querySelectorAll('.life tbody').length === 4");
    assertThat(browser.text(".disk")).contains("now.", "process_tracking");
    assertThat(browser.texts(".totals dt")).contains("Live samples", "Pinned, of silent hosts");
    assertThat(browser.texts(".life .of-host")).isEmpty();
    browser.click(".life tbody:last-child .toggle");
    assertThat(browser.texts(".life .of-host td:first-child")).contains("load", "memory");
    browser.find("input[type=search]").sendKeys("printer");
    browser.await("one host", "return document.querySelectorAll('.life tbody').length === 1");
    assertThat(browser.texts(".life .of-host td:first-child")).contains("filesystem");
  }

  @Test
  void whatIfItWereLaterIsAsked(Browser browser, Fleet fleet) {
    long later = fleet.now.plusSeconds(40 * 86_400).toEpochMilli();
    browser.open(fleet.url("#/lifecycle?at=" + later));
    browser.await(
        "the plan of then",
        "return [...document.querySelectorAll('.totals dt')].some((each) => /^By .* archives/.test(each.textContent))");
    browser.click(".what-if .button");
    browser.await("now again", "return !location.hash.includes('at=')");
  }

  @Test
  void costOfAScriptWithoutADescriptionHasAShareAndNothingIsCutOnAPhone(
      Browser browser, ServerProcess server) {
    try {
      String now = InstantSource.system().instant().toString();
      Map<String, Object> run =
          Map.of(
              "probe", "mine",
              "script", "a_script_with_a_very_long_name_of_its_own.lua",
              "outcome", "ok",
              "time", now,
              "micros", 500_000);
      server.post(Json.write(Map.of("host", "here", "samples", List.of(), "runs", List.of(run))));
      browser.look(Browser.Look.PHONE_LIGHT);
      browser.open(server.url() + "#/cost");
      browser.await("the costs", "return document.querySelector('.costs') !== null");
      assertThat(browser.text(".costs")).contains("5%");
      assertThat(
              (Long)
                  browser.run(
                      "const card = document.querySelector('.costs').parentElement; return card.scrollWidth - card.clientWidth"))
          .isNotPositive();
    } finally {
      browser.look(Browser.Look.DESKTOP_LIGHT);
    }
  }

  @Test
  void longNamesAreWholeOnAPhoneAndNoPageIsWiderThanIt(Browser browser, ServerProcess server) {
    String probe = "a_name_of_a_probe_that_is_about_as_long_as_there_is_room_for";
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3; i++) {
      lines
          .append(probe + ",host=a-host.of.some.department.of.a.company.example.com,path=")
          .append("/usr/lib/a/program/whose/path/differs/at/its/end-" + i + " v=1\n");
    }
    server.write(lines.toString());
    try {
      browser.look(Browser.Look.PHONE_LIGHT);
      browser.open(server.url() + "#/lifecycle?find=a-host.of");
      browser.await("the disk", "return document.querySelector('.shares a') !== null");
      assertThat((Long) browser.run(PagesTest.WIDER_BY)).isNotPositive();
      browser.click(".shares a");
      browser.await("rows", "return document.querySelectorAll('.heat-rows a').length === 3");
      assertThat((Long) browser.run(PagesTest.WIDER_BY)).isNotPositive();
      assertThat(
              (Boolean)
                  browser.run(
                      "return [...document.querySelectorAll('.line-label, .heat-rows a')].every("
                          + "(each) => each.scrollWidth <= each.clientWidth)"))
          .isTrue();
      browser.open(server.url() + "#/host/a-host.of.some.department.of.a.company.example.com");
      browser.await("its section", "return document.querySelector('.probe h2') !== null");
      assertThat(
              (Boolean)
                  browser.run(
                      "const h2 = document.querySelector('.probe h2');"
                          + " return h2.scrollWidth <= h2.clientWidth && h2.getBoundingClientRect().right <= innerWidth"))
          .isTrue();
    } finally {
      browser.look(Browser.Look.DESKTOP_LIGHT);
    }
  }

  @Test
  void onAPhoneAProbesValuesHaveTheWholeWidth(Browser browser, Fleet fleet) {
    browser.look(Browser.Look.PHONE_LIGHT);
    try {
      browser.open(fleet.url("#/probes"));
      browser.await("the probes", "return document.querySelector('.probe-list') !== null");
      assertThat(
              (Double)
                  browser.run(
                      "const width = (each) => document.querySelector(each).getBoundingClientRect().width;"
                          + " return width('.probe-list td:nth-child(2)') / width('.probe-list') + 0.0001"))
          .isGreaterThan(0.9);
    } finally {
      browser.look(Browser.Look.DESKTOP_LIGHT);
    }
  }

  @Test
  void aSearchWithoutAMatchSaysSo(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/probe/process_tracking?range=24h&find=nobody"));
    browser.await(
        "the answer",
        "return [...document.querySelectorAll('.plot-message')].some((each) => each.textContent.includes('“nobody”'))");
  }

  @Test
  void anAgentThatIsBehindIsTold(Browser browser, ServerProcess server) {
    String now = InstantSource.system().instant().toString();
    String before = InstantSource.system().instant().minusSeconds(720).toString();
    server.post(
        Json.write(
            Map.of(
                "host", "far",
                "samples", List.of(Fleet.sample("load", Instant.parse(now), Map.of("load1", 1))),
                "spool",
                    Map.of(
                        "samples", 600, "bytes", 40_960, "limit", 1_048_576, "oldest", before))));
    browser.open(server.url());
    browser.awaitText("li[data-host=far] .failing", "12 min behind");
    browser.open(server.url() + "#/cost");
    assertThat(browser.text(".spools")).contains("far", "12 min", "600", "of 1");
    browser.open(server.url() + "#/host/far");
    assertThat(browser.text(".notice.warn"))
        .contains("12 min behind, with 600 samples in its spool");
  }

  @Test
  void twoMachinesUnderOneNameAreTold(Browser browser, ServerProcess server) {
    String one = "6f1c0000-0000-0000-0000-000000000001";
    String other = "6f1c0000-0000-0000-0000-000000000002";
    int sequence = 0;
    for (String boot : List.of(one, other, one)) {
      Instant now = InstantSource.system().instant();
      var sample = Fleet.sample("load", now, Map.of("load1", 1));
      server.post(
          Json.write(
              Map.of(
                  "host",
                  "twin-1",
                  "boot",
                  boot,
                  "sequence",
                  sequence++,
                  "samples",
                  List.of(sample))));
    }
    browser.open(server.url());
    browser.awaitText("li[data-host=twin-1] .failing", "two machines");
    browser.open(server.url() + "#/host/twin-1");
    browser.awaitText(".notice.warn", "Two machines deliver as twin-1");
  }
}
