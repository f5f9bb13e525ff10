// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import party.iroiro.luajava.lua54.Lua54;

/** The matcher that can be stopped finds what C's finds: the sandbox's own files in a plain Lua. */
class MatcherTest {
  private static final String BEFORE =
      """
      local limits = { memory = 1 << 30 }
      local LONGEST_STRING, due, unpack, pack, concat = 1 << 29, 0, table.unpack, table.pack, table.concat
      local rep, find, format, sub, gmatch, gsub = string.rep, string.find, string.format, string.sub, string.gmatch, string.gsub
      local C = { find = find, match = string.match, gmatch = gmatch, gsub = gsub }
      local function heavy() end
      local function cap() end
      local function whole(value) return math.tointeger(tonumber(value)) end
      """;

  private static final String TRY =
      """
      local LETTERS = { "a", "b", "ab", " ", "1", "(", ")", "\\n", "\\0", "\\200" }
      local ITEMS = { "a", "b", ".", "%a", "%s", "%d", "[ab]", "[^a]", "[%d ]", "[a-c]", "[]a]", "%(", "%W" }
      local WHOLE = { "%b()", "%bab", "%f[%a]", "%f[^a]", "()", "%1" }
      local QUANTIFIERS = { "", "", "*", "+", "-", "?" }
      local function any(list) return list[math.random(#list)] end
      local function pattern()
        local parts, open, closed = { math.random(5) == 1 and "^" or "" }, 0, 0
        for _ = 1, math.random(6) do
          local dice = math.random(12)
          if dice == 1 then
            parts[#parts + 1], open = "(", open + 1
          elseif dice == 2 and open > closed then
            parts[#parts + 1], closed = ")", closed + 1
          elseif dice == 3 then
            parts[#parts + 1] = any(WHOLE)
          else
            parts[#parts + 1] = any(ITEMS) .. any(QUANTIFIERS)
          end
        end
        parts[#parts + 1] = (")"):rep(open - closed) .. (math.random(3) == 1 and "$" or "")
        return concat(parts)
      end
      local function text()
        local parts, most = {}, math.random(2) == 1 and 1 or 4
        for i = 1, math.random(0, 14 // most + 4) do parts[i] = any(LETTERS):rep(math.random(most)) end
        return concat(parts)
      end
      local function all(each, ...)
        local found = {}
        for a, b, c in each(...) do found[#found + 1] = tostring(a) .. "|" .. tostring(b) .. "|" .. tostring(c) end
        return concat(found, ";")
      end
      local BY = { "<%0>", "<%1%%>", "", function(...) return select("#", ...) .. tostring((...)) end, { a = "A", ["1"] = 2, b = false } }
      local differ, agreed = {}, 0
      local function same(p, t, name, ...)
        local ours, theirs = pack(pcall(string[name], ...)), pack(pcall(C[name], ...))
        for i = 1, math.max(ours.n, theirs.n) do
          -- A message says where, and that is not the same.
          if ours[1] ~= theirs[1] or ours[1] and (ours[i] ~= theirs[i] or math.type(ours[i]) ~= math.type(theirs[i])) then
            differ[#differ + 1] = format("%s(%q, %q): %s, C: %s", name, t, p, tostring(ours[i]), tostring(theirs[i]))
            return
          end
        end
        agreed = agreed + (ours[1] and 1 or 0)
      end
      math.randomseed(4)
      for _ = 1, tries do
        local p, t = pattern(), text()
        local init = math.random(3) > 1 and math.random(-3, 6) or nil
        same(p, t, "find", t, p, init)
        same(p, t, "match", t, p, init)
        same(p, t, "gsub", t, p, any(BY), math.random(3) == 1 and math.random(-1, 2) or nil)
        local ours, theirs = pack(pcall(all, string.gmatch, t, p)), pack(pcall(all, C.gmatch, t, p))
        if ours[1] ~= theirs[1] or ours[1] and ours[2] ~= theirs[2] then
          differ[#differ + 1] = format("gmatch(%q, %q): %s, C: %s", t, p, ours[2], theirs[2])
        end
      end
      return concat(differ, "\\n", 1, math.min(#differ, 10)), agreed
      """;

  private static String part(String name) throws IOException {
    try (InputStream in = MatcherTest.class.getResourceAsStream("sandbox/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  private static String[] run(String source, int results) throws Exception {
    return OwnThread.call(
        () -> {
          try (Lua54 lua = Natives.newState()) {
            lua.openLibraries();
            Prelude.load(lua, source.getBytes(UTF_8), "test");
            lua.pCall(0, results);
            String[] found = new String[results];
            for (int i = 0; i < results; i++) {
              found[i] = lua.toString(i - results);
            }
            return found;
          }
        });
  }

  @Test
  @Tag("slow")
  void findsWhatCFinds() throws Exception {
    String always = "\nfunction quick_up_to() return -1 end\n";
    String[] found =
        run(
            BEFORE
                + part("patterns.lua")
                + always
                + part("matcher.lua")
                + part("strings.lua")
                + TRY.replace("tries", "20000"),
            2);
    assertThat(found[0]).isEmpty();
    assertThat(Double.parseDouble(found[1])).isGreaterThan(40_000);
  }

  /** What scripts write is C's, for whole files too; what could take for ever is not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ^(%S+)%s+(%S+)%s+(%S+)%s+(%S+)$ | 1000000
          ^%s*(%S+):%s*(%d+) kB           | 4000
          [^\\n]+                         | 1000000
          %S+                             | 1000000
          ^(.-)%s*$                       | 4000
          VmData:%s*(%d+)                 | 4000
          (%w+)%s*=%s*(%w+)               | 4000
          (.-)\\n                         | 4000
          ([^,]*),?                       | 1000000
          """)
  void commonPatternsAreForC(String pattern, double least) throws Exception {
    String source = "return quick_up_to(\"" + pattern + "\", true)";
    assertThat(Double.parseDouble(run(BEFORE + part("patterns.lua") + source, 1)[0]))
        .isGreaterThanOrEqualTo(least);
  }

  @ParameterizedTest
  @CsvSource({".-.-.-b, 150", "(.*)(.*)(.*)x, 150", "a*a*a*b, 150"})
  void openPatternsAreNot(String pattern, double most) throws Exception {
    String source = "return quick_up_to(\"" + pattern + "\", true)";
    assertThat(Double.parseDouble(run(BEFORE + part("patterns.lua") + source, 1)[0]))
        .isLessThanOrEqualTo(most);
  }
}
