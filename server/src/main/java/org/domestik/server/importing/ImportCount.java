// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing;

/**
 * What became of a file.
 *
 * @param rows how many were read: one a key and time, or a bucket's
 * @param samples stored: those of one host, probe and time that brought something new
 * @param known samples that were there already
 * @param skipped lines, rows or documents that could not be read
 * @param texts values of line protocol that are no numbers, and were left out
 */
public record ImportCount(
    String file, long rows, long samples, long known, long skipped, long texts) {}
