// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.domestik.model.Row;

/**
 * The rows of one host, probe and time in a request. Lines of one series are one row: it has the
 * fields of all, and of one field the last number.
 *
 * <p>Lines are known to be of one series by being the same object, which costs next to nothing and
 * finds all that are written alike; the store puts the others together.
 */
final class MomentRows {
  /** So many heads are compared one by one sooner than by their places. */
  private static final int FEW = 8;

  final List<Row> rows = new ArrayList<>();
  private ForeignSeries[] heads = new ForeignSeries[4];

  /** By head, one more than its row's number; 0: free. Empty while there are few. */
  private int[] places = {};

  private List<String> names = List.of();
  private List<String> laterNames = List.of();
  private List<String> union = List.of();

  void add(ForeignSeries head, List<String> key, List<String> itsNames, double[] values) {
    int number = find(head);
    if (number == rows.size()) {
      rows.add(new Row(key, itsNames, values));
      note(head);
    } else {
      rows.set(number, merged(rows.get(number), itsNames, values));
    }
  }

  /** The number of the head's row; how many there are if it has none. */
  @SuppressWarnings("ReferenceEquality") // As said above.
  private int find(ForeignSeries head) {
    int count = rows.size();
    if (count <= FEW) {
      int number = 0;
      while (number < count && heads[number] != head) {
        number++;
      }
      return number;
    }
    int place = place(head);
    while (places[place] != 0 && heads[places[place] - 1] != head) {
      place = place + 1 & places.length - 1;
    }
    return places[place] == 0 ? count : places[place] - 1;
  }

  private int place(ForeignSeries head) {
    int hash = System.identityHashCode(head);
    return (hash ^ hash >>> 15) & places.length - 1;
  }

  /** Notes whose the last row is. */
  private void note(ForeignSeries head) {
    int count = rows.size();
    if (count > heads.length) {
      heads = Arrays.copyOf(heads, 2 * count);
    }
    heads[count - 1] = head;
    if (count > FEW) {
      if (2 * count > places.length) {
        places = new int[8 * Integer.highestOneBit(count)];
        for (int number = 0; number < count - 1; number++) {
          put(number);
        }
      }
      put(count - 1);
    }
  }

  private void put(int number) {
    int place = place(heads[number]);
    while (places[place] != 0) {
      place = place + 1 & places.length - 1;
    }
    places[place] = number + 1;
  }

  private Row merged(Row row, List<String> itsNames, double[] values) {
    List<String> all = union(row.names(), itsNames);
    double[] numbers = new double[all.size()];
    Arrays.fill(numbers, Double.NaN);
    for (int i = 0; i < row.names().size(); i++) {
      numbers[i] = row.value(i);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) { // What is no value takes none back.
        numbers[all.indexOf(itsNames.get(i))] = values[i];
      }
    }
    return new Row(row.key(), all, numbers);
  }

  /** The names of both; the same list as long as these stay the same. */
  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
  private List<String> union(List<String> some, List<String> others) {
    if (names != some || laterNames != others) {
      List<String> all = new ArrayList<>(some);
      others.stream().filter(name -> !some.contains(name)).forEach(all::add);
      union = List.copyOf(all);
      names = some;
      laterNames = others;
    }
    return union;
  }
}
