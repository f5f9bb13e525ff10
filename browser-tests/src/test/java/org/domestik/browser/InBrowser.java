// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test a {@link Browser}, a {@link Fleet}, a {@link Login} and a spare {@link
 * ServerProcess}, all shared by all tests: what a test sends the spare one is of a host and a
 * script of its own.
 *
 * <p>Without a browser on this machine the test does not run, and one line says so; with {@code
 * DOMESTIK_REQUIRE_BROWSER=1} it fails instead.
 */
@Tag("slow")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Shared.class)
@interface InBrowser {}
