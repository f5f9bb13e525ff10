// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;

/**
 * The functions a stranger's SELECT may call, of both stores: those that reckon with what they are
 * given. None reads files, settings or catalogs, changes anything, waits, holds a lock, runs a text
 * as SQL or makes a long text of a short one.
 */
public final class AllowedFunctions {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** Of rows: what a FROM may have. */
  private static final Set<String> OF_ROWS = set("generate_series range");

  private static final Set<String> ALL =
      set(
          """
          count count_star count_if countif sum avg mean min max arg_min arg_max min_by max_by
          argmin argmax first last any_value arbitrary
          stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp
          regr_slope regr_intercept regr_r2 regr_count
          bool_and bool_or every string_agg median mode mad percentile_cont percentile_disc quantile
          quantile_cont quantile_disc approx_count_distinct grouping
          row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value
          nth_value
          abs ceil ceiling floor round trunc sqrt cbrt power pow exp ln log log2 log10 sign mod div
          greatest least pi degrees radians sin cos tan asin acos atan atan2 isnan isinf isfinite
          width_bucket gcd lcm
          coalesce nullif ifnull if
          length char_length character_length strlen octet_length lower upper left right substr
          substring trim ltrim rtrim btrim starts_with ends_with contains prefix suffix strpos
          position instr split_part reverse initcap ascii md5 regexp_extract regexp_matches
          regexp_full_match regexp_like
          like_escape not_like_escape ilike_escape not_ilike_escape
          now transaction_timestamp statement_timestamp clock_timestamp current_timestamp
          current_date current_time localtimestamp localtime get_current_timestamp
          date_trunc datetrunc date_part datepart extract date_bin time_bucket age to_timestamp
          make_timestamptz make_timestamp make_date make_time make_interval
          epoch epoch_ms epoch_us epoch_ns year month day hour minute second quarter week
          dayofweek isodow dayofyear dayname monthname century decade
          date_diff datediff date_sub datesub date_add strftime strptime to_char to_date
          timezone to_seconds to_minutes to_hours to_days to_milliseconds justify_hours
          justify_days isfinite
          """);

  /** What DuckDB's parser makes of operators. */
  private static final Set<String> OPERATORS =
      set("+ - * / // % ^ ** & | ~ << >> @ ! ~~ !~~ ~~* !~~* ~~~ ^@ ||");

  private AllowedFunctions() {}

  private static Set<String> set(String names) {
    return Set.copyOf(List.of(SPACE.split(names.strip())));
  }

  public static boolean isAllowed(String name) {
    return ALL.contains(name) || OF_ROWS.contains(name);
  }

  /** Refuses all but these and operators. */
  public static void check(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    if (!ALL.contains(folded) && !OPERATORS.contains(folded)) {
      throw refused(name);
    }
  }

  /** Refuses all but those a FROM may have. */
  public static void checkOfRows(String name) {
    if (!OF_ROWS.contains(name.toLowerCase(Locale.ROOT))) {
      throw refused(name);
    }
  }

  public static BadInput refused(String name) {
    return new BadInput(
        "the function " + name + " may not be called here; those that may are in docs/http-api.md");
  }
}
