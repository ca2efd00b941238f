/**
 * The list of all probes. A new probe is one file and one line here.
 */
import { dnsTcp } from './dns-tcp.ts'
import { dnsUdp } from './dns-udp.ts'
import { httpRequest } from './http-request.ts'
import { httpsRequest } from './https-request.ts'
import { icmpEcho } from './icmp-echo.ts'
import { imapGreeting } from './imap-greeting.ts'
import { imapsGreeting } from './imaps-greeting.ts'
import { mysqlHandshake } from './mysql-handshake.ts'
import { ntpTime } from './ntp-time.ts'
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
import { smtpMailParameters } from './smtp-mail-parameters.ts'
import { smtpMessage } from './smtp-message.ts'
import { smtpMime } from './smtp-mime.ts'
import { smtpRecipients } from './smtp-recipients.ts'
import { smtpReplyLines } from './smtp-reply-lines.ts'
import { smtpSegments } from './smtp-segments.ts'
import { smtpStarttls } from './smtp-starttls.ts'
import { smtpStarttlsForms } from './smtp-starttls-forms.ts'
import { smtpVerbForms } from './smtp-verb-forms.ts'
import { smtpVerbs } from './smtp-verbs.ts'
import { smtpsGreeting } from './smtps-greeting.ts'
import { socks5Connect } from './socks5-connect.ts'
import { sshKexinit } from './ssh-kexinit.ts'
import { tcpEcho } from './tcp-echo.ts'
import { udpEcho } from './udp-echo.ts'
import { zabbixCheck } from './zabbix-check.ts'

/**
 * Those that provoke inspection engines one by one. They take some seconds more, and are asked when somebody wants to know
 * more (`check --deep`).
 */
const provoking: readonly Probe[] = [
  smtpEhloWords,
  smtpVerbForms,
  smtpCommandLines,
  smtpReplyLines,
  smtpSegments,
  smtpStarttlsForms,
  smtpAuth,
  smtpMailParameters,
  smtpRecipients,
  smtpEndOfData,
  smtpHeaderLines,
  smtpBodyLines,
  smtpMime,
  smtpBdat,
]

export const provocations: ReadonlySet<Probe> = new Set(provoking)

export const probes: readonly Probe[] = [
  smtpGreeting,
  smtpEhlo,
  smtpVerbs,
  smtpStarttls,
  smtpData,
  ...provoking,
  smtpMessage,
  smtpsGreeting,
  imapGreeting,
  imapsGreeting,
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
