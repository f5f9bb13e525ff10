// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a SELECT.
 *
 * @param rows each as long as {@code columns}; cells are texts, numbers, booleans or null
 * @param cut how much there is of more, such as "10000 rows"; null where it is all
 */
public record Table(
    List<String> columns, List<List<@Nullable Object>> rows, @Nullable String cut) {}
