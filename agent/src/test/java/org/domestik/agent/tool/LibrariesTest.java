// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ProbeHost;
import org.domestik.agent.script.ProbeScript;
import org.domestik.lua.LuaLimits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a script has, on this very machine; each expression is to be true. */
class LibrariesTest {
  @TempDir Path folder;

  private Reading run(String source) throws IOException {
    Path path = Files.writeString(folder.resolve("probe.lua"), source);
    ProbeFile file = ProbeFolders.single(path);
    Machine machine =
        new LiveMachine(
            new AllowList(List.of(folder.toString())),
            new Commands(
                Map.of(
                    "say",
                    List.of("echo", "one"),
                    "slow",
                    List.of("sleep", "60"),
                    "ends",
                    List.of("sh", "-c", "eval \"$*\"", "sh"))),
            InstantSource.system());
    ProbeHost host = new ProbeHost(machine, file.libraries(), probe -> Map.of());
    return ToolThread.call(
        () -> {
          try (ProbeScript script = new ProbeScript(file, source, LuaLimits.DEFAULT, host)) {
            return script.run(Instant.EPOCH);
          }
        });
  }

  private void assertTrue(String expression) throws IOException {
    assertThat(
            run("local posix, lfs = require 'posix', require 'lfs'\nassert("
                    + expression
                    + ")\nreturn {}")
                .sample())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.open('/proc/' .. posix.getpid() .. '/status')",
        "posix.getpid('pid') == posix.getpid().pid",
        "require('posix.unistd').getpid() == posix.getpid().pid",
        "tostring(posix.getpid()):match('^%d+$')",
        "posix.getppid() > 0",
        "#posix.gethostname() > 0",
        "posix.uname('%s') == 'Linux' and require('posix.sys.utsname').uname().sysname == 'Linux'",
        "posix.sysconf('CLK_TCK') == 100 and posix.sysconf(posix._SC_PAGESIZE) >= 4096",
        "posix.times().utime >= 0 and posix.times('elapsed') > 0",
        "posix.clock_gettime('realtime') > 1700000000",
        "require('posix.time').clock_gettime(1).tv_nsec",
        "posix.stat('/proc').type == 'directory' and posix.stat('/proc', 'type') == 'directory'",
        "require('posix.sys.stat').stat('/etc/hostname').st_size > 0",
        "posix.stat('/proc/none') == nil",
        "posix.statvfs('/').f_blocks > 0 and posix.statvfs('/', 'f_frsize') > 0",
        "#posix.dir('/proc') > 10",
        "posix.glob('/proc/[0-9]*')[1]:match('^/proc/%d+$')",
        "posix.glob('/proc/[1]')[1] == '/proc/1' and posix.glob('/proc/[!0-9]*') ~= nil",
        "posix.glob('/proc/[0-9]') ~= nil and posix.glob('/proc/[a-c]puinfo')[1] == '/proc/cpuinfo'",
        "posix.glob('/proc/[2-9') == nil and posix.glob('/proc/-') == nil",
        "posix.glob('/proc/self/stat?s')[1] == '/proc/self/status'",
        "posix.getenv('PATH') == os.getenv('PATH')",
        "posix.basename('/a/b') == 'b' and posix.dirname('/a/b') == '/a'",
        "not pcall(posix.sleep, 1)",
        "not pcall(posix.fork)",
        "not pcall(posix.kill, 1, 9)",
        "lfs.attributes('/proc', 'mode') == 'directory'",
        "lfs.attributes('/etc/passwd').permissions:match('^rw')",
        "lfs.symlinkattributes('/proc/self', 'mode') == 'link'",
        "(function() for name in lfs.dir('/proc') do if name == 'stat' then return 1 end end end)()",
        "not pcall(lfs.mkdir, '/tmp/x')",
        "io.popen('say two'):read('a') == 'one two\\n'",
        "select('#', io.popen('say'):close()) == 3 and io.popen('say'):close() == true",
        "table.concat({ select(2, io.popen('say'):close()) }, ' ') == 'exit 0'",
        "io.popen('ends exit 3'):close() == nil",
        "table.concat({ select(2, io.popen('ends exit 3'):close()) }, ' ') == 'exit 3'",
        "select(3, io.close(io.popen('ends kill -9 $$'))) == 137",
        "io.type(io.popen('say')) == 'file' and io.type({}) == nil and not pcall(io.type)",
        "(function(p) p:close() return io.type(p) == 'closed file' and not pcall(p.read, p) end)(io.popen('say'))",
        "io.input(io.popen('say two')) and io.read('l') == 'one two'",
        "io.popen('say 7'):lines(3, 'n')() == 'one'",
        "not pcall(io.popen, 'rm -rf /')",
        "select(2, pcall(io.popen, 'say; rm')):match('no command')",
        "not pcall(io.open, '/etc/shadow')",
        "not pcall(io.open, '/etc/../root/x')",
        "not pcall(io.open, '/proc/self/root/root/.bashrc')",
        "not pcall(io.open, '/proc/self/environ')",
        "not pcall(io.open, 'relative')",
        "io.open('/proc/none') == nil and select(2, io.open('/proc/none')):match('No such file')",
        "not pcall(function() return io.open('/etc/passwd'):write('x') end)",
        "io.lines('/etc/passwd')():match('root')",
        "io.open('/proc/self/cmdline'):read('a'):find('\\0', 1, true)",
        "type(settings) == 'table'",
        "not pcall(posix.stat, '/proc/self/root/usr')",
        "not pcall(posix.access, '/proc/self/root/usr')",
        "not pcall(lfs.symlinkattributes, '/proc/self/root/usr/bin')",
        "lfs.symlinkattributes('/proc/self/exe').target:match('java')",
        "not pcall(posix.stat, '/etc/security/opasswd')",
        "select(2, io.open('/proc/self/auxv')):match('auxv: Permission denied: .* %(400%) .*\"read\"')",
        "select(3, io.open('/proc/1/io')) == 13 and select(3, io.open('/proc/self/io')) == 13",
        "not pcall(io.lines, '/proc/self/auxv') and not pcall(lfs.dir, '/proc/self/fd')",
        "select(2, pcall(posix.stat, '/proc/self/fd/0')):match('^.*Permission denied')",
        "io.open('/proc/self/status') and io.open('/proc/self/stat') and io.open('/proc/self/limits')",
        "select(2, io.open(('/'):rep(1 << 22))):match('File name too long')",
        "not pcall(os.getenv, ('x'):rep(1 << 22))",
        "not pcall(require, ('x'):rep(1 << 22))",
        "not pcall(io.popen, 'say ' .. ('x'):rep(1 << 22))",
        "not pcall(io.input, 5)",
        "string.rep('a', 3, 1) == 'a1a1a'",
        "_G.lfs == lfs and _G.posix == posix",
        "bit32.band(6, 3) == 2 and require('bit32') == bit32",
        "io.stdout:write('x') == io.stdout and io.stderr:write(1)",
        "require('cjson').decode('{\"a\":[1,2.5,null]}').a[3] == require('cjson').null",
        "require('json').decode('[1,null,3]')[2] == nil and #require('json').encode({}) == 2",
        "require('json').encode({ a = { 1, 'x\\n', true } }) == '{\"a\":[1,\"x\\\\n\",true]}'",
        "require('json').encode(rawset({ 1, nil, 3 }, 'x', 2)):find('\"x\":2', 1, true)",
        "require('cjson').encode({ 0.1, 1/3, 7, 1e300 }) == '[0.1,0.33333333333333331,7,1e+300]'",
        "require('json').decode('\"\\\\ud83d\\\\ude00\\\\u00e9\"') == '\\u{1F600}\\u{E9}'",
        "math.type(require('json').decode('9007199254740993')) == 'integer'",
        "not pcall(require('json').decode, '[1,]') and not pcall(require('json').decode, '01')",
        "select(2, pcall(require('json').decode, '{\"a\" 1}')):match(\"expected ':' at character 6\")",
        "not pcall(require('json').decode, ('['):rep(101) .. (']'):rep(101))",
        "not pcall(require('json').encode, { 0/0 }) and not pcall(require('json').encode, print)",
        "require('cjson.safe').decode('x') == nil and select(2, require('cjson.safe').decode('x'))",
      })
  void holds(String expression) throws IOException {
    assertTrue(expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ wrp = 32 } | unknown option \"wrp\"; there are \"wrap\" and \"most\"",
        "{ 32 } | unknown option \"1\"; there are \"wrap\" and \"most\"",
        "{ most = true } | \"most\" is not a number",
        "32 | expected a table such as { wrap = 32 }",
      })
  void wrongOptionOfRatesIsToldWhereItStands(String options, String fault) {
    assertThatThrownBy(() -> run("local rates = require 'rates'\nrates.new(" + options + ")"))
        .hasMessageContaining("probe.lua:2: rates.new: " + fault);
  }

  @Test
  void modulesAreFoundInLib() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(
        folder.resolve("lib/helper.lua"), "return { twice = function(x) return 2 * x end }");
    assertThat(
            run("return { v = require('helper').twice(4) }").sample().rows().getFirst().value("v"))
        .isEqualTo(8);
  }

  @Test
  void statusOfWhatALinkLeadsToNeedsThatToBeAllowed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/usr/bin"));
    assertTrue("not pcall(lfs.attributes, '" + link + "')");
    assertTrue("lfs.symlinkattributes('" + link + "').target == '/usr/bin'");
  }

  @Test
  void hugeModuleAndHugeMessageAreToldInShort() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/huge.lua"), "--" + "x".repeat(2 << 20));
    assertThatThrownBy(() -> run("return require 'huge'"))
        .hasMessageContaining("huge.lua: has 2097154 bytes; at most 1048576 are read");
    assertThatThrownBy(() -> run("error(('x'):rep(1 << 22))")).message().hasSizeLessThan(10_000);
  }

  @Test
  void pipeThatWouldBlockIsNotOpened() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder + "/pipe").start().waitFor()).isZero();
    assertTrue(
        "select(2, pcall(io.open, '%s/pipe')):match('is no regular file')".formatted(folder));
  }

  @Test
  @Tag("slow")
  void slowCommandIsStopped() throws IOException {
    assertTrue("select(2, pcall(io.popen, 'slow')):match('took longer')");
  }
}
