// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.domestik.server.config.SourcesConfig;
import org.domestik.server.config.SourcesConfig.SourceRule;

/** The sources that are known: the operator's first, then the bundled ones. Thread-safe. */
public final class Sources {
  /** Strangers choose what they call themselves: beyond so many kinds all are looked at anew. */
  private static final int MOST_KINDS = 200;

  private volatile Known known;

  /** With the operator's rules, which come before those that are bundled. */
  public Sources(SourcesConfig config) {
    known = new Known(config);
  }

  /** With the bundled rules alone. */
  public static Sources bundled() {
    return new Sources(SourcesConfig.DEFAULT);
  }

  /** Takes other rules of the operator. */
  public void replace(SourcesConfig config) {
    known = new Known(config);
  }

  /** What may hold for a sender's samples; the same instance as long as it is the same. */
  public Candidates of(Sender sender) {
    return known.of(sender);
  }

  /**
   * The sources that may hold for some senders.
   *
   * @param sources in their order, with one that always holds last
   */
  public record Candidates(List<Source> sources) {
    /** The source of a sample. */
    public Source of(String measurement, Collection<String> tags) {
      for (Source source : sources) {
        if (source.holds(measurement, tags)) {
          return source;
        }
      }
      return sources.getLast();
    }

    /** The tags that one of them speaks of. */
    public Set<String> tags() {
      return sources.stream().flatMap(Source::tags).collect(Collectors.toUnmodifiableSet());
    }
  }

  private static final class Known {
    private final List<SourceRule> rules;
    private final Map<String, List<Source>> ofProtocols = new ConcurrentHashMap<>();
    private final Map<List<Source>, Candidates> kinds = new ConcurrentHashMap<>();

    Known(SourcesConfig config) {
      rules = new ArrayList<>(config.rules());
      rules.addAll(BundledSources.rules());
    }

    Candidates of(Sender sender) {
      List<Source> sources = new ArrayList<>();
      for (Source source : ofProtocols.computeIfAbsent(sender.protocol(), this::all)) {
        if (source.mayHold(sender)) {
          sources.add(source);
        }
      }
      if (kinds.size() > MOST_KINDS) {
        kinds.clear();
      }
      return kinds.computeIfAbsent(List.copyOf(sources), Candidates::new);
    }

    /** Those that may hold for a protocol, which is ours to name; each takes a while to make. */
    private List<Source> all(String protocol) {
      String apart = protocol + "_";
      List<Source> sources = new ArrayList<>();
      rules.forEach(rule -> sources.add(new Source(rule, apart)));
      sources.add(new Source(SourceRule.any(protocol), apart));
      return List.copyOf(sources);
    }
  }
}
