// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Alerts as the store keeps them: what is wrong, who was told, and what is yet to be told. */
@NullMarked
package org.domestik.storage.alert;

import org.jspecify.annotations.NullMarked;
