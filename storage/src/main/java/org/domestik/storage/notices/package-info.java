// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** {@link org.domestik.storage.alert.Alerts} in SQL. */
@NullMarked
package org.domestik.storage.notices;

import org.jspecify.annotations.NullMarked;
