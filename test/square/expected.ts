/**
 * What each probe must find of each device, as the device's row in the facts says; written by hand, not from a run.
 * A cell that is not named must be empty, on every device: a finding there is a false alarm.
 */

/** `finding flow device`; the flow as d>a or a>d, the device's name or `-` for unidentified. */
type Expectation = readonly string[]

/** By `probe` (on SMTP rows) or `probe/echo` (on echo rows). */
type Row = Readonly<Record<string, Expectation>>

const smtpProbes = ['smtp-greeting', 'smtp-ehlo', 'smtp-verbs', 'smtp-starttls', 'smtp-data', 'smtp-message']

function onEach(probes: readonly string[], ...found: readonly string[]): Row {
  return Object.fromEntries(probes.map(probe => [probe, found]))
}

function both(first: Row, second: Row): Row {
  const probes = [...new Set([...Object.keys(first), ...Object.keys(second)])]
  return Object.fromEntries(probes.map(probe => [probe, [...(first[probe] ?? []), ...(second[probe] ?? [])]]))
}

const intercepted = onEach([...smtpProbes, 'tcp-echo', 'tcp-echo/echo'], 'tcp.intercepted - -')
const helo = ['smtp-greeting']
const withEhlo = smtpProbes.filter(probe => probe !== 'smtp-greeting')

/** Devices whose effect does not depend on chance. */
export const expected: Readonly<Record<string, Row>> = {
  none: {},
  chop: {},
  // With nothing but the banner to go by, PIX and ASA do the same (C1); HELO passes a PIX (C5).
  'pix-fixup': both(
    onEach(helo, 'smtp.greeting.masked a>d Cisco PIX/ASA'),
    onEach(withEhlo, 'smtp.greeting.masked a>d Cisco PIX', 'smtp.command.masked d>a Cisco PIX'),
  ),
  'asa-esmtp': {
    ...onEach(['smtp-greeting', 'smtp-data'], 'smtp.greeting.masked a>d Cisco PIX/ASA'),
    'smtp-ehlo': [
      'smtp.greeting.masked a>d Cisco ASA',
      'smtp.ehlo.keyword-masked a>d Cisco ASA',
      'smtp.starttls.masked a>d Cisco ASA',
    ],
    'smtp-verbs': ['smtp.greeting.masked a>d Cisco ASA', 'smtp.command.masked d>a Cisco ASA'],
    'smtp-starttls': ['smtp.greeting.masked a>d Cisco ASA', 'smtp.starttls.masked a>d Cisco ASA'],
    // smtp-server offers SMTPUTF8, which is masked too.
    'smtp-message': [
      'smtp.greeting.masked a>d Cisco ASA',
      'smtp.ehlo.keyword-masked a>d Cisco ASA',
      'smtp.starttls.masked a>d Cisco ASA',
    ],
  },
  'starttls-strip': both(
    onEach(['smtp-ehlo', 'smtp-starttls', 'smtp-message'], 'smtp.starttls.removed a>d STARTTLS stripper (striptls)'),
    onEach(['smtp-verbs', 'smtp-starttls', 'smtp-message'], 'smtp.starttls.refused a>d STARTTLS stripper (striptls)'),
  ),
  'av-shield': both(
    both(
      onEach(smtpProbes, 'smtp.reply.rewritten a>d Norton AntiVirus 2002'),
      onEach(['smtp-verbs', 'smtp-starttls', 'smtp-message'], 'smtp.starttls.refused a>d Norton AntiVirus 2002'),
    ),
    onEach(['smtp-data', 'smtp-message'], 'smtp.data.header-added d>a Avast'),
  ),
  'transparent-proxy': both(
    both(
      onEach(smtpProbes, 'smtp.greeting.rewritten a>d -', 'smtp.ehlo.rewritten a>d -', 'smtp.command.rewritten d>a -'),
      both(
        onEach(['smtp-greeting', 'smtp-ehlo', 'smtp-verbs'], 'smtp.command.removed d>a -', 'smtp.reply.added a>d -'),
        onEach(withEhlo, 'smtp.ehlo.keyword-added a>d -'),
      ),
    ),
    both(
      onEach(['smtp-verbs', 'smtp-starttls', 'smtp-message'], 'smtp.starttls.refused a>d -'),
      both(
        onEach(['smtp-data', 'smtp-message'], 'smtp.data.header-added d>a -'),
        onEach(['smtp-message'], 'smtp.ehlo.keyword-removed a>d -', 'smtp.starttls.removed a>d -'),
      ),
    ),
  ),
  // The trigger is a verb, or a run of NUL bytes.
  'ids-reset': onEach(['smtp-verbs', 'tcp-echo/echo'], 'tcp.reset d>a -'),
  'tls-open': onEach(['smtp-starttls', 'smtp-message'], 'tls.intercepted - -', 'smtp.data.header-added d>a -'),
  'answer-for-you': intercepted,
  // It lets 600 bytes pass: the EHLO list and a message are longer.
  stall: {
    'smtp-ehlo': ['tcp.stalled a>d -'],
    'smtp-data': ['tcp.stalled d>a -'],
    'tcp-echo/echo': ['tcp.stalled a>d -', 'tcp.stalled d>a -'],
  },
  'upper-case': both(
    both(
      onEach(smtpProbes, 'smtp.command.masked d>a -'),
      onEach(['smtp-data', 'smtp-message'], 'smtp.data.rewritten d>a -'),
    ),
    both(
      onEach(['smtp-starttls', 'smtp-message'], 'tls.failed - -'),
      onEach(['tcp-echo/echo'], 'tcp.payload.altered d>a -'),
    ),
  ),
  'append-header': onEach(['smtp-data', 'smtp-message'], 'smtp.data.header-added d>a -'),
  // Only lists with more than one keyword can be reordered.
  'ehlo-reorder': onEach(['smtp-ehlo', 'smtp-verbs', 'smtp-starttls', 'smtp-message'], 'smtp.ehlo.reordered a>d -'),
}

/** Devices that act by chance: something must be found by these probes, nothing of it may carry a name. */
export const byChance: Readonly<Record<string, readonly string[]>> = {
  'bit-flip': [...smtpProbes, 'tcp-echo/echo'],
  flaky: [],
}
