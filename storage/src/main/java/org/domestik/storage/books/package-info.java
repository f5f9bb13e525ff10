// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What should be stored, booked apart from what is, and the comparison of both. */
@NullMarked
package org.domestik.storage.books;

import org.jspecify.annotations.NullMarked;
