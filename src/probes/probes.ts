/**
 * The list of all probes. A new probe is one file and one line here.
 */
import type { Probe } from './probe.ts'
import { smtpData } from './smtp-data.ts'
import { smtpEhlo } from './smtp-ehlo.ts'
import { smtpGreeting } from './smtp-greeting.ts'
import { smtpMessage } from './smtp-message.ts'
import { smtpStarttls } from './smtp-starttls.ts'
import { smtpVerbs } from './smtp-verbs.ts'
import { tcpEcho } from './tcp-echo.ts'

export const probes: readonly Probe[] = [
  smtpGreeting,
  smtpEhlo,
  smtpVerbs,
  smtpStarttls,
  smtpData,
  smtpMessage,
  tcpEcho,
]
