// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is wrong with the files that a server reads, found without starting one. */
@NullMarked
package org.domestik.server.checkup;

import org.jspecify.annotations.NullMarked;
