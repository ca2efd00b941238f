/**
 * What each probe must find of each device, as the device's row in the facts says, as far as the probes and rules of
 * today show it. A cell that is not named must be empty, on every device: a finding there is a false alarm.
 */

/** `finding flow device`; the flow as d>a or a>d, the device's name or `-` for unidentified. */
type Expectation = readonly string[]

/** By `probe` (on SMTP rows) or `probe/echo` (on echo rows). */
type Row = Readonly<Record<string, Expectation>>

/** All probes of SMTP, without the `smtp-` before their names. */
const every = (
  'greeting ehlo verbs starttls data ehlo-words verb-forms command-lines reply-lines segments ' +
  'starttls-forms starttls-offers auth mail-parameters recipients end-of-data header-lines body-lines mime bdat sizes ' +
  'signatures message'
).split(' ')

/** All probes of IMAP and of POP3 that speak with whoever greets. */
const imap = (
  'other-greetings commands command-forms authenticate literals responses extensions append starttls-forms message ' +
  'signatures greeting starttls'
).split(' ')
const pop3 = 'commands signatures greeting starttls'.split(' ')

/** Probes inside TLS from the first byte on. */
const inTls = 'tls-versions tls-cipher-suites tls-server-name tls-alpn smtps-signatures smtps-greeting'.split(' ')
/** Raw bytes on ports of other protocols. */
const raw = ['tcp-echo/imap', 'tcp-echo/pop3', 'tcp-echo/smtps']
const tlsAtOnce = ['tls-at-once', 'tls-at-once/imap', 'tls-at-once/pop3']

const groups: Readonly<Record<string, readonly string[]>> = {
  every,
  /** A message crosses in clear, after DATA. */
  messages: 'data segments recipients end-of-data header-lines body-lines mime sizes signatures message'.split(' '),
  /** STARTTLS stands in an EHLO reply. */
  offers: 'ehlo starttls ehlo-words starttls-forms starttls-offers signatures message'.split(' '),
  /** The dialer says STARTTLS. */
  says: 'verbs starttls starttls-forms starttls-offers signatures message'.split(' '),
  /** The server agrees to it. */
  encrypts: 'starttls starttls-forms starttls-offers signatures message'.split(' '),
}

/** Found by these probes of IMAP or POP3: all of them, or those named. */
function mailbox(protocol: 'imap' | 'pop3', where: string, ...found: Expectation): Row {
  const named = where === 'every' ? (protocol === 'imap' ? imap : pop3) : where.split(' ')
  return Object.fromEntries(named.map(probe => [`${protocol}-${probe}`, found]))
}

/** Found by these columns, as they are called. */
function on(columns: readonly string[], ...found: Expectation): Row {
  return Object.fromEntries(columns.map(column => [column, found]))
}

/** Found by these probes: names and groups of them; with `-` before a name without it. */
function at(where: string, ...found: Expectation): Row {
  const words = where.split(' ')
  const named = words.filter(word => !word.startsWith('-')).flatMap(word => groups[word] ?? [word])
  const probes = named.filter(probe => !words.includes(`-${probe}`))
  return Object.fromEntries(probes.map(probe => [probe.startsWith('tcp-') ? probe : `smtp-${probe}`, found]))
}

function all(...rows: readonly Row[]): Row {
  const probes = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return Object.fromEntries(probes.map(probe => [probe, rows.flatMap(row => row[probe] ?? [])]))
}

const masked = 'smtp.greeting.masked a>d Cisco PIX/ASA'
const greets = (device: string) => at('every', `smtp.greeting.rewritten a>d ${device}`)
const stamps = (device: string) => at('messages', `smtp.data.header-added d>a ${device}`)
const removed = (device: string) => `smtp.starttls.removed a>d ${device}`
const refused = (device: string) => `smtp.starttls.refused a>d ${device}`
const stripper = 'STARTTLS stripper (striptls)'
const strips = all(at('offers', removed(stripper)), at('says', refused(stripper)))

/** A command that nobody said takes the message away (N9, N10: both do, and SonicWall is told first). */
const deletes = mailbox(
  'pop3',
  'signatures',
  'pop3.command.added d>a SonicWall',
  'pop3.command.removed d>a -',
  'pop3.message.rewritten a>d SonicWall',
  'pop3.response.removed a>d -',
)

/** Devices whose effect does not depend on chance. */
export const expected: Readonly<Record<string, Row>> = {
  none: {},
  chop: {},
  late: {},
  // Without a keyword or a command PIX and ASA do the same (C1).
  'pix-fixup': all(
    at('every', 'smtp.command.masked d>a Cisco PIX'),
    at('every -verb-forms', 'smtp.greeting.masked a>d Cisco PIX'),
    at('verb-forms', masked),
  ),
  'asa-esmtp': all(
    at('greeting ehlo ehlo-words command-lines reply-lines starttls-forms', 'smtp.ehlo.keyword-masked a>d Cisco ASA'),
    at('mail-parameters mime bdat message verb-forms signatures', 'smtp.ehlo.keyword-masked a>d Cisco ASA'),
    at(
      'every -data -segments -auth -recipients -end-of-data -header-lines -body-lines -verb-forms -sizes',
      'smtp.greeting.masked a>d Cisco ASA',
    ),
    at('data segments auth recipients end-of-data header-lines body-lines verb-forms sizes', masked),
    at('offers', 'smtp.starttls.masked a>d Cisco ASA'),
    at('verbs verb-forms bdat signatures', 'smtp.command.masked d>a Cisco ASA'),
  ),
  'mask-banner': at('every', masked),
  'star-banner': at('every', 'smtp.greeting.masked a>d Cisco PIX'),
  'cmap-banner': at('every', 'smtp.greeting.masked a>d Cisco PIX'),
  // A NOOP of the same length is told from other edits where no verb was too short for it.
  'noop-commands': all(
    at('every -verb-forms', 'smtp.greeting.masked a>d Cisco PIX'),
    at('verb-forms', masked),
    at('every', 'smtp.command.masked d>a Cisco PIX'),
    at('message', 'smtp.command.added d>a -', 'tcp.cut a>d -', 'tls.failed - -'),
  ),
  'lost-dot': at('data', 'tcp.stalled d>a Cisco PIX'),
  'slow-verbs': all(
    at('verbs', 'smtp.command.masked d>a -'),
    at('segments', 'smtp.command.masked d>a Cisco ASA'),
    // Without an EHLO in one piece it fits both, and the PIX is told first.
    at('verb-forms', 'smtp.command.masked d>a Cisco PIX'),
  ),
  'address-blanks': at('mail-parameters bdat', 'smtp.command.masked d>a Cisco ASA'),
  'inspection-limits': at('command-lines mail-parameters recipients header-lines mime', 'tcp.reset d>a Cisco ASA'),
  'tls-sabotage': all(
    at('offers', 'smtp.starttls.masked a>d Cisco ASA'),
    at('starttls starttls-forms starttls-offers signatures', 'tcp.reset d>a -'),
  ),
  'starttls-crossed-out': at('says', 'smtp.command.masked d>a -'),
  'starttls-strip': strips,
  'mask-and-strip': all(at('every', masked), strips),
  'starttls-answered': at('says', refused(stripper)),
  'ehlo-refused': all(
    at('every', 'smtp.command.removed d>a -', `smtp.reply.added a>d ${stripper}`),
    at('message', 'tcp.cut d>a -'),
  ),
  'av-shield': all(
    at('every', 'smtp.reply.rewritten a>d Norton AntiVirus 2002'),
    at('says', refused('Norton AntiVirus 2002')),
    stamps('Avast'),
  ),
  'shield-greeting': all(
    greets('Avast'),
    stamps('Avast'),
    mailbox('imap', 'every', 'imap.greeting.rewritten a>d Avast'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d Avast'),
  ),
  'scanner-greeting': all(
    greets('AVG'),
    stamps('AVG'),
    at('messages', 'smtp.data.rewritten d>a -'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d AVG'),
  ),
  'shield-headers': stamps('Norton'),
  'shield-tls': all(
    stamps('Avast'),
    at('starttls', 'smtp.data.header-added d>a Avast'),
    at('encrypts', 'tls.intercepted - Avast'),
  ),
  'stamp-antivir': stamps('AntiVir MailGate'),
  'stamp-vexira': stamps('Vexira'),
  'stamp-drweb': stamps('Dr.Web'),
  'proxy-bitdefender': greets('BitDefender'),
  'proxy-avk': greets('AVK (G Data)'),
  'proxied-greeting': all(
    greets('PGP Universal'),
    mailbox('imap', 'every', 'imap.greeting.rewritten a>d PGP Universal'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d PGP Universal'),
  ),
  'extra-banner-line': all(
    at('every', 'smtp.greeting.line-added a>d Trend Micro InterScan'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d Trend Micro InterScan'),
  ),
  webshield: all(greets('McAfee WebShield'), at('every', 'smtp.ehlo.rewritten a>d McAfee Email Gateway')),
  'configured-capabilities': all(
    at('every', 'smtp.greeting.rewritten a>d -', 'smtp.ehlo.rewritten a>d -', 'smtp.ehlo.keyword-removed a>d -'),
    at('offers', removed('-')),
    mailbox('imap', 'every', 'imap.greeting.rewritten a>d nginx mail proxy'),
    // It answers STARTTLS or CAPABILITY itself (H8).
    mailbox(
      'imap',
      'commands starttls-forms greeting starttls message',
      'imap.command.removed d>a nginx mail proxy',
      'imap.response.added a>d nginx mail proxy',
    ),
    mailbox('imap', 'message', 'tcp.cut d>a -'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d -'),
    mailbox(
      'pop3',
      'greeting',
      'pop3.command.removed d>a nginx mail proxy',
      'pop3.response.added a>d nginx mail proxy',
    ),
    mailbox(
      'pop3',
      'starttls',
      'pop3.command.removed d>a nginx mail proxy',
      'pop3.response.added a>d -',
      'pop3.response.removed a>d -',
      'tcp.cut a>d -',
      'tls.failed - -',
    ),
  ),
  'security-server': all(
    greets('Check Point FireWall-1'),
    at('mail-parameters', 'smtp.command.removed d>a -', 'smtp.reply.added a>d Check Point FireWall-1'),
  ),
  'generic-handler': all(
    greets('Symantec gateway (Raptor, SGS, SEF)'),
    at('every -ehlo -ehlo-words', 'smtp.ehlo.keyword-removed a>d -'),
    at(
      'ehlo ehlo-words',
      'smtp.ehlo.keyword-removed a>d Symantec gateway (Raptor, SGS, SEF)',
      removed('Symantec gateway (Raptor, SGS, SEF)'),
    ),
    at('offers -ehlo -ehlo-words', removed('-')),
    at('says', refused('-')),
    at('verbs verb-forms reply-lines bdat signatures', 'smtp.command.removed d>a -'),
    at('verbs verb-forms bdat signatures', 'smtp.reply.added a>d -'),
    at('reply-lines', 'smtp.reply.added a>d Symantec gateway (Raptor, SGS, SEF)'),
  ),
  'hello-by-address': all(
    at('every', 'smtp.command.rewritten d>a FortiMail'),
    // A name as long as the address is overwritten in place.
    at('command-lines', 'smtp.command.masked d>a FortiMail'),
    at('command-lines', 'smtp.command.removed d>a -', 'smtp.reply.added a>d FortiMail'),
    at('says', refused('-')),
    at('message', removed(stripper)),
  ),
  'body-footer': all(
    greets('Sophos XG/UTM'),
    at('every', 'smtp.command.rewritten d>a Sophos XG/UTM', 'smtp.ehlo.rewritten a>d -'),
    at('messages', 'smtp.data.rewritten d>a -'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d Sophos XG/UTM'),
  ),
  'blocked-sender': all(
    at('messages verb-forms reply-lines mail-parameters bdat verbs', 'smtp.reply.added a>d Juniper SRX'),
    at('messages verb-forms reply-lines mail-parameters bdat verbs', 'smtp.command.removed d>a -'),
  ),
  'five-keywords': all(
    at('ehlo ehlo-words', 'smtp.ehlo.keyword-removed a>d Zorp'),
    at('greeting verb-forms command-lines reply-lines', 'smtp.ehlo.keyword-removed a>d -'),
    at('starttls-forms auth mail-parameters mime bdat signatures message', 'smtp.ehlo.keyword-removed a>d -'),
  ),
  'no-pipelining': all(
    at('ehlo ehlo-words bdat', 'smtp.ehlo.keyword-removed a>d D-Link/Clavister NetDefendOS'),
    at('verbs segments mail-parameters recipients signatures message', 'smtp.ehlo.keyword-removed a>d -'),
    at('segments starttls-forms recipients bdat', 'smtp.command.removed d>a D-Link/Clavister NetDefendOS'),
    at('segments recipients bdat', 'smtp.reply.added a>d D-Link/Clavister NetDefendOS'),
    at('recipients', 'tcp.cut d>a -'),
  ),
  gatekeeper: all(
    greets('F-Secure Internet Gatekeeper'),
    at('every -ehlo -ehlo-words -auth -mail-parameters', 'smtp.ehlo.keyword-added a>d -'),
    at(
      'ehlo ehlo-words',
      'smtp.ehlo.keyword-removed a>d F-Secure Internet Gatekeeper',
      removed('F-Secure Internet Gatekeeper'),
    ),
    at('verbs segments mail-parameters recipients bdat signatures message', 'smtp.ehlo.keyword-removed a>d -'),
    at('encrypts', removed('-')),
    at(
      'ehlo-words',
      'smtp.ehlo.rewritten a>d F-Secure Internet Gatekeeper',
      'smtp.ehlo.keyword-added a>d F-Secure Internet Gatekeeper',
    ),
    at('reply-lines', 'tcp.cut d>a F-Secure Internet Gatekeeper'),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d F-Secure Internet Gatekeeper'),
  ),
  'allow-list': all(
    greets('-'),
    at('greeting ehlo verbs ehlo-words verb-forms command-lines', 'smtp.ehlo.keyword-removed a>d -'),
    at('reply-lines starttls-forms auth mail-parameters recipients bdat', 'smtp.ehlo.keyword-removed a>d -'),
    at(
      'segments mime message signatures',
      'smtp.ehlo.keyword-removed a>d WatchGuard',
      'smtp.data.header-removed d>a WatchGuard',
    ),
    at('data end-of-data header-lines body-lines sizes', 'smtp.data.header-removed d>a -'),
    at('offers -starttls -message -starttls-offers -signatures', removed('-')),
    at('message signatures', removed('WatchGuard')),
    at('starttls starttls-offers', removed(stripper)),
    at('verbs reply-lines', 'smtp.command.removed d>a -'),
    at('recipients', 'smtp.command.removed d>a WatchGuard'),
    at('verbs reply-lines recipients', 'smtp.reply.added a>d WatchGuard'),
  ),
  'welcome-filter': all(
    greets('-'),
    at('every', 'smtp.ehlo.rewritten a>d Stormshield/NETASQ'),
    at('verbs', 'smtp.command.removed d>a Stormshield/NETASQ'),
    at('segments', 'smtp.command.removed d>a -'),
    at('verbs', 'smtp.reply.added a>d Stormshield/NETASQ', refused('Stormshield/NETASQ')),
    at('encrypts', refused('-')),
    at('reply-lines bdat signatures', 'smtp.command.removed d>a -'),
    at('reply-lines segments bdat signatures', 'smtp.reply.added a>d -'),
    at('header-lines body-lines', 'smtp.data.rewritten d>a -'),
  ),
  'transparent-proxy': all(
    greets('-'),
    at('every', 'smtp.ehlo.rewritten a>d -', 'smtp.command.rewritten d>a -'),
    at('every', 'smtp.ehlo.keyword-added a>d -'),
    at(
      'greeting ehlo verbs ehlo-words verb-forms command-lines reply-lines',
      'smtp.command.removed d>a -',
      'smtp.reply.added a>d -',
    ),
    at('segments starttls-forms auth bdat signatures', 'smtp.command.removed d>a -', 'smtp.reply.added a>d -'),
    at('auth', 'smtp.reply.removed a>d -'),
    at('says', refused('-')),
    stamps('-'),
    at('message', 'smtp.ehlo.keyword-removed a>d -', removed('-')),
  ),
  'answer-for-you': all(
    at('every tcp-echo tcp-echo/echo', 'tcp.intercepted - -'),
    on([...inTls, ...tlsAtOnce, ...raw], 'tcp.intercepted - -'),
    mailbox('imap', 'every', 'tcp.intercepted - -'),
    mailbox('pop3', 'every', 'tcp.intercepted - -'),
  ),
  'syntax-452': all(
    at('every tcp-echo', 'tcp.intercepted - Port 25 block of an access network'),
    on(['tls-at-once'], 'tcp.intercepted - Port 25 block of an access network'),
    on(['tls-at-once/pop3', 'tcp-echo/pop3'], 'tcp.intercepted - Captive portal of an access network'),
    mailbox('pop3', 'every', 'tcp.intercepted - Captive portal of an access network'),
  ),
  // The trigger is a verb, or a run of NUL bytes.
  'ids-reset': at('verbs tcp-echo/echo', 'tcp.reset d>a -'),
  'inspector-drop': at(
    'header-lines',
    'tcp.stalled a>d Snort or Cisco FTD, inline',
    'tcp.stalled d>a Snort or Cisco FTD, inline',
  ),
  'bdat-stall': at('bdat', 'tcp.stalled d>a FortiGate'),
  'tls-open': all(
    at('starttls message signatures', 'smtp.data.header-added d>a -'),
    at('encrypts', 'tls.intercepted - -'),
  ),
  'resigning-proxy': all(
    greets('-'),
    stamps('-'),
    at('starttls', 'smtp.data.header-added d>a -'),
    at('encrypts', 'tls.intercepted - -'),
    at('signatures', 'smtp.data.rewritten d>a -'),
  ),
  // Nothing but a signature provokes these.
  'virus-541': at('signatures', 'smtp.reply.rewritten a>d Palo Alto Networks firewall', 'tcp.stalled d>a -'),
  'virus-552': all(at('signatures', 'smtp.reply.added a>d SonicWall', 'tcp.reset d>a -'), deletes),
  'virus-554': all(
    at('signatures', 'smtp.reply.added a>d Check Point Safe@Office', 'tcp.reset d>a -'),
    mailbox(
      'imap',
      'signatures',
      'imap.message.header-removed a>d -',
      'imap.message.rewritten a>d Check Point Safe@Office',
    ),
    deletes,
  ),
  'virus-replaced': all(
    at('signatures', 'smtp.data.rewritten d>a Juniper SRX'),
    mailbox('imap', 'signatures', 'imap.message.rewritten a>d Juniper SRX'),
  ),
  'subject-tag': at('signatures', 'smtp.data.rewritten d>a Juniper SRX'),
  'sni-reset': all(at('starttls-offers', 'tcp.reset d>a -'), on(['tls-server-name'], 'tcp.reset - -')),
  'tls13-reset': all(at('starttls-offers', 'tcp.reset d>a -'), on(['tls-versions'], 'tcp.reset - -')),
  'imap-proxy': all(
    mailbox('imap', 'every', 'imap.greeting.rewritten a>d -'),
    // It fits Perdition and Zorp, which is told second.
    mailbox('imap', 'commands authenticate', 'imap.command.removed d>a Perdition', 'imap.response.added a>d Perdition'),
  ),
  'login-only': all(
    mailbox('imap', 'every', 'imap.capability.added a>d Perdition', 'imap.capability.removed a>d Perdition'),
    mailbox('imap', 'every', 'imap.greeting.rewritten a>d Perdition', 'imap.starttls.removed a>d Perdition'),
    mailbox('imap', 'commands authenticate', 'imap.command.removed d>a Perdition', 'imap.response.added a>d Perdition'),
    // A refused STARTTLS alone fits nginx as well, which is told first.
    mailbox(
      'imap',
      'starttls-forms greeting starttls',
      'imap.command.removed d>a nginx mail proxy',
      'imap.response.added a>d Perdition',
    ),
    mailbox('pop3', 'every', 'pop3.greeting.rewritten a>d Perdition'),
  ),
  'mailbox-starttls-strip': all(
    mailbox('imap', 'every', `imap.starttls.removed a>d ${stripper}`),
    mailbox('imap', 'commands starttls-forms starttls', `imap.starttls.refused a>d ${stripper}`),
    mailbox('pop3', 'greeting starttls', 'pop3.starttls.removed a>d -'),
    mailbox('pop3', 'starttls', `pop3.starttls.refused a>d ${stripper}`),
  ),
  'append-header': stamps('-'),
  // Only lists with more than one keyword can be reordered.
  'ehlo-reorder': at('every -data -end-of-data -header-lines -body-lines', 'smtp.ehlo.reordered a>d -'),
  'upper-case': all(
    at('every', 'smtp.command.masked d>a -'),
    at('encrypts', 'tls.failed - -'),
    at('messages', 'smtp.data.rewritten d>a -'),
    at('tcp-echo/echo', 'tcp.payload.altered d>a -'),
    on(inTls, 'tls.failed - -'),
    at('bdat', 'smtp.data.rewritten d>a -'),
    mailbox(
      'imap',
      'commands command-forms authenticate responses greeting literals append signatures extensions message',
      'imap.command.masked d>a -',
    ),
    mailbox('imap', 'literals append signatures message', 'imap.message.rewritten d>a -'),
    mailbox('imap', 'extensions', 'tcp.payload.altered d>a -'),
    mailbox('imap', 'starttls-forms starttls message', 'tls.failed - -'),
    mailbox('pop3', 'commands greeting', 'pop3.command.masked d>a -'),
    mailbox('pop3', 'starttls', 'tls.failed - -'),
  ),
  'lower-case': all(
    at('every', 'smtp.greeting.masked a>d -', 'smtp.ehlo.rewritten a>d -'),
    at('every -starttls -starttls-offers', 'smtp.reply.rewritten a>d -'),
    at('encrypts', 'tls.failed - -'),
    at('tcp-echo/echo', 'tcp.payload.altered a>d -'),
    on(inTls, 'tls.failed - -'),
    mailbox('imap', 'every', 'imap.greeting.masked a>d -', 'imap.response.rewritten a>d -'),
    mailbox('imap', 'literals append signatures message', 'imap.message.rewritten a>d -'),
    mailbox('imap', 'extensions', 'tcp.payload.altered a>d -'),
    mailbox('imap', 'starttls-forms starttls message', 'tls.failed - -'),
    mailbox('pop3', 'every', 'pop3.greeting.masked a>d -', 'pop3.response.rewritten a>d -'),
    mailbox('pop3', 'commands signatures', 'pop3.message.rewritten a>d -'),
    mailbox('pop3', 'starttls', 'tls.failed - -'),
  ),
  'line-swap': at('data end-of-data body-lines mime sizes signatures', 'smtp.data.rewritten d>a -'),
  'trim-space': all(
    at('data mime sizes', 'smtp.data.rewritten d>a -'),
    at('verb-forms', 'smtp.command.rewritten d>a -'),
    at('reply-lines auth', 'smtp.reply.rewritten a>d -'),
  ),
  'to-quoted-printable': at('data mime message', 'smtp.data.rewritten d>a -'),
}

/**
 * Devices that act by chance, or at an offset whatever stands there, or that swallow words, where one repeat decides for
 * a whole row: something must be found by these probes, nothing of it may carry a name.
 */
export const byChance: Readonly<Record<string, readonly string[]>> = {
  'bit-flip': [...every.map(probe => `smtp-${probe}`), 'tcp-echo/echo'],
  noise: [...every.map(probe => `smtp-${probe}`), 'tcp-echo/echo'],
  'repeat-bytes': [...every.map(probe => `smtp-${probe}`), 'tcp-echo/echo'],
  'cut-off': ['smtp-ehlo', 'smtp-verbs', 'smtp-data', 'smtp-message', 'tcp-echo/echo'],
  'swap-replies': ['smtp-segments', 'smtp-recipients'],
  stall: ['tcp-echo/echo'],
  'window-stall': [],
  flaky: [],
}
