// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

/** The numbers that stand for a host and for one of its keys in a probe's tables. */
public record SeriesNumber(int host, int series) {}
