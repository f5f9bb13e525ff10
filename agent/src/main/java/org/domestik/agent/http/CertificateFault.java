// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says why a certificate is not trusted, and what to do. */
final class CertificateFault {
  private CertificateFault() {}

  /** The words, one line; {@code cure} where it is no matter of dates. */
  static String words(CertificateException reason, String cure) {
    for (Throwable each = reason; each != null; each = each.getCause()) {
      boolean isExpired = each instanceof CertificateExpiredException;
      if (isExpired || each instanceof CertificateNotYetValidException) {
        return "its certificate "
            + (isExpired ? "has expired" : "is not valid yet")
            + " at "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + ", which is the time by this machine's clock ("
            + each.getMessage()
            + "): set the clock if that is wrong, else renew the certificate on the server; an"
            + " agent that is enrolled by a code with a pin needs neither";
      }
    }
    return "its certificate: " + reason.getMessage() + cure;
  }
}
