// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What a run of a script gives, in whatever language: names, rates, and what can be stored. */
@NullMarked
package org.domestik.agent.reading;

import org.jspecify.annotations.NullMarked;
