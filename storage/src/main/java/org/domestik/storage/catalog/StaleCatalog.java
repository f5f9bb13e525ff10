// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

/** Another server changed what this one keeps in memory; load it and try again. */
public final class StaleCatalog extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
