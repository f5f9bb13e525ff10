// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.util.List;
import org.domestik.model.delivery.Batch;

/**
 * What is read of a file at once, and stored at once.
 *
 * @param place where in the file it stands, for complaints
 * @param rows how many lines, rows or documents it has
 */
public record Part(String place, long rows, List<Batch> batches) {}
