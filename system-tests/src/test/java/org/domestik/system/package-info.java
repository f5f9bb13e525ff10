// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Domestik as its users start it: real processes, real stores, the documentation's commands. */
package org.domestik.system;
