/**
 * The list of all probes. A new probe is one file and one line here.
 */
import type { Asks } from '../plan/session.ts'
import { dnsTcp } from './dns-tcp.ts'
import { dnsUdp } from './dns-udp.ts'
import { httpRequest } from './http-request.ts'
import { httpsRequest } from './https-request.ts'
import { icmpEcho } from './icmp-echo.ts'
import { imapAppend } from './imap-append.ts'
import { imapAuthenticate } from './imap-authenticate.ts'
import { imapCommandForms } from './imap-command-forms.ts'
import { imapCommands } from './imap-commands.ts'
import { imapExtensions } from './imap-extensions.ts'
import { imapGreeting } from './imap-greeting.ts'
import { imapIdle } from './imap-idle.ts'
import { imapLiterals } from './imap-literals.ts'
import { imapMessage } from './imap-message.ts'
import { imapOtherGreetings } from './imap-other-greetings.ts'
import { imapResponses } from './imap-responses.ts'
import { imapSignatures } from './imap-signatures.ts'
import { imapStarttls } from './imap-starttls.ts'
import { imapStarttlsForms } from './imap-starttls-forms.ts'
import { imapsGreeting } from './imaps-greeting.ts'
import { mysqlHandshake } from './mysql-handshake.ts'
import { ntpTime } from './ntp-time.ts'
import { pop3Commands } from './pop3-commands.ts'
import { pop3Greeting } from './pop3-greeting.ts'
import { pop3Signatures } from './pop3-signatures.ts'
import { pop3Starttls } from './pop3-starttls.ts'
import { pop3sGreeting } from './pop3s-greeting.ts'
import type { Probe } from './probe.ts'
import { pyzorPing } from './pyzor-ping.ts'
import { razorCheck } from './razor-check.ts'
import { rsyncModule } from './rsync-module.ts'
import { smtpAuth } from './smtp-auth.ts'
import { smtpBdat } from './smtp-bdat.ts'
import { smtpBodyLines } from './smtp-body-lines.ts'
import { smtpCommandLines } from './smtp-command-lines.ts'
import { smtpData } from './smtp-data.ts'
import { smtpEhlo } from './smtp-ehlo.ts'
import { smtpEhloWords } from './smtp-ehlo-words.ts'
import { smtpEndOfData } from './smtp-end-of-data.ts'
import { smtpGreeting } from './smtp-greeting.ts'
import { smtpHeaderLines } from './smtp-header-lines.ts'
import { smtpIdle } from './smtp-idle.ts'
import { smtpMailParameters } from './smtp-mail-parameters.ts'
import { smtpMessage } from './smtp-message.ts'
import { smtpMime } from './smtp-mime.ts'
import { smtpRecipients } from './smtp-recipients.ts'
import { smtpReplyLines } from './smtp-reply-lines.ts'
import { smtpSegments } from './smtp-segments.ts'
import { smtpSignatures } from './smtp-signatures.ts'
import { smtpSizes } from './smtp-sizes.ts'
import { smtpSlowDrip } from './smtp-slow-drip.ts'
import { smtpSlowEnd } from './smtp-slow-end.ts'
import { smtpSlowGreeting } from './smtp-slow-greeting.ts'
import { smtpSlowSizes } from './smtp-slow-sizes.ts'
import { smtpStarttls } from './smtp-starttls.ts'
import { smtpStarttlsForms } from './smtp-starttls-forms.ts'
import { smtpStarttlsOffers } from './smtp-starttls-offers.ts'
import { smtpVerbForms } from './smtp-verb-forms.ts'
import { smtpVerbs } from './smtp-verbs.ts'
import { smtpsGreeting } from './smtps-greeting.ts'
import { smtpsSignatures } from './smtps-signatures.ts'
import { socks5Connect } from './socks5-connect.ts'
import { sshKexinit } from './ssh-kexinit.ts'
import { tcpEcho } from './tcp-echo.ts'
import { tlsAlpn } from './tls-alpn.ts'
import { tlsAtOnce } from './tls-at-once.ts'
import { tlsCipherSuites } from './tls-cipher-suites.ts'
import { tlsServerName } from './tls-server-name.ts'
import { tlsVersionsAlone } from './tls-versions.ts'
import { udpEcho } from './udp-echo.ts'
import { zabbixCheck } from './zabbix-check.ts'

/** What `check --quick` leaves out: most of it provokes inspection engines one by one. */
const provoking: readonly Probe[] = [
  smtpEhloWords,
  smtpVerbForms,
  smtpCommandLines,
  smtpReplyLines,
  smtpSegments,
  smtpStarttlsForms,
  smtpStarttlsOffers,
  smtpAuth,
  smtpMailParameters,
  smtpRecipients,
  smtpEndOfData,
  smtpHeaderLines,
  smtpBodyLines,
  smtpMime,
  smtpBdat,
  smtpSizes,
  tlsVersionsAlone,
  tlsCipherSuites,
  tlsServerName,
  tlsAlpn,
  tlsAtOnce,
  imapOtherGreetings,
  imapCommands,
  imapCommandForms,
  imapAuthenticate,
  imapLiterals,
  imapResponses,
  imapExtensions,
  imapAppend,
  imapStarttlsForms,
  imapMessage,
  pop3Commands,
]

export const provocations: ReadonlySet<Probe> = new Set(provoking)

/** Those that wait for minutes (`check --slow`). */
const slow: readonly Probe[] = [smtpSlowGreeting, smtpSlowEnd, smtpSlowDrip, smtpSlowSizes, smtpIdle, imapIdle]

/** Those that send the test strings of antivirus and antispam programs (`check --signatures`). */
const signatures: readonly Probe[] = [smtpSignatures, smtpsSignatures, imapSignatures, pop3Signatures]

/** Whether a run that asks so much has this probe. */
export function isWanted(probe: Probe, asks: Asks): boolean {
  if (slow.includes(probe)) return asks.slow
  if (signatures.includes(probe)) return asks.signatures
  return !(asks.quick && provocations.has(probe))
}

export const probes: readonly Probe[] = [
  smtpGreeting,
  smtpEhlo,
  smtpVerbs,
  smtpStarttls,
  smtpData,
  ...provoking,
  ...slow,
  ...signatures,
  smtpMessage,
  smtpsGreeting,
  imapGreeting,
  imapStarttls,
  imapsGreeting,
  pop3Greeting,
  pop3Starttls,
  pop3sGreeting,
  sshKexinit,
  dnsTcp,
  dnsUdp,
  httpRequest,
  httpsRequest,
  ntpTime,
  mysqlHandshake,
  rsyncModule,
  socks5Connect,
  razorCheck,
  pyzorPing,
  zabbixCheck,
  tcpEcho,
  udpEcho,
  icmpEcho,
]
