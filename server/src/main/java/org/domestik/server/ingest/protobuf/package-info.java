// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Reads messages of protocol buffers field by field, without classes made from a schema. */
@NullMarked
package org.domestik.server.ingest.protobuf;

import org.jspecify.annotations.NullMarked;
