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
import { smtpData } from './smtp-data.ts'
import { smtpEhlo } from './smtp-ehlo.ts'
import { smtpGreeting } from './smtp-greeting.ts'
import { smtpMessage } from './smtp-message.ts'
import { smtpStarttls } from './smtp-starttls.ts'
import { smtpVerbs } from './smtp-verbs.ts'
import { smtpsGreeting } from './smtps-greeting.ts'
import { socks5Connect } from './socks5-connect.ts'
import { sshKexinit } from './ssh-kexinit.ts'
import { tcpEcho } from './tcp-echo.ts'
import { udpEcho } from './udp-echo.ts'
import { zabbixCheck } from './zabbix-check.ts'

export const probes: readonly Probe[] = [
  smtpGreeting,
  smtpEhlo,
  smtpVerbs,
  smtpStarttls,
  smtpData,
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
