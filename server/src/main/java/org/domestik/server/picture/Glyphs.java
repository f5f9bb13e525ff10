// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import java.util.Map;

/** What the axes are labelled with: digits and a few letters, 5 dots wide and 7 high. */
final class Glyphs {
  static final int WIDTH = 5;
  static final int HEIGHT = 7;

  private static final Map<Character, String> DOTS =
      Map.ofEntries(
          Map.entry('0', ".###.|#...#|#..##|#.#.#|##..#|#...#|.###."),
          Map.entry('1', "..#..|.##..|..#..|..#..|..#..|..#..|.###."),
          Map.entry('2', ".###.|#...#|....#|...#.|..#..|.#...|#####"),
          Map.entry('3', "#####|...#.|..#..|...#.|....#|#...#|.###."),
          Map.entry('4', "...#.|..##.|.#.#.|#..#.|#####|...#.|...#."),
          Map.entry('5', "#####|#....|####.|....#|....#|#...#|.###."),
          Map.entry('6', "..##.|.#...|#....|####.|#...#|#...#|.###."),
          Map.entry('7', "#####|....#|...#.|..#..|.#...|.#...|.#..."),
          Map.entry('8', ".###.|#...#|#...#|.###.|#...#|#...#|.###."),
          Map.entry('9', ".###.|#...#|#...#|.####|....#|...#.|.##.."),
          Map.entry('.', ".....|.....|.....|.....|.....|.##..|.##.."),
          Map.entry(':', ".....|.##..|.##..|.....|.##..|.##..|....."),
          Map.entry('-', ".....|.....|.....|#####|.....|.....|....."),
          Map.entry('k', "#....|#....|#..#.|#.#..|##...|#.#..|#..#."),
          Map.entry('M', "#...#|##.##|#.#.#|#.#.#|#...#|#...#|#...#"),
          Map.entry('G', ".###.|#...#|#....|#.###|#...#|#...#|.####"),
          Map.entry('T', "#####|..#..|..#..|..#..|..#..|..#..|..#.."),
          Map.entry('P', "####.|#...#|#...#|####.|#....|#....|#...."),
          Map.entry('E', "#####|#....|#....|####.|#....|#....|#####"),
          Map.entry('m', ".....|.....|##.#.|#.#.#|#.#.#|#...#|#...#"),
          Map.entry('u', ".....|.....|#...#|#...#|#...#|#..##|.##.#"),
          Map.entry('n', ".....|.....|#.##.|##..#|#...#|#...#|#...#"));

  private Glyphs() {}

  /** Whether a character has a dot there; of others than these none has. */
  static boolean has(char character, int column, int row) {
    String dots = DOTS.get(character);
    return dots != null && dots.charAt(row * (WIDTH + 1) + column) == '#';
  }
}
