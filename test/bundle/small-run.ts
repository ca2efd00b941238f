/**
 * A run that never touched a socket, for bundles: two SMTP rows and one of raw bytes between two hosts that have addresses and
 * names of their own, a device that overwrites words, and ciphertext. What only one end knows is where a bundle may give it away.
 */
import { createHalf, type Half, type OwnFacts } from '../../responder/half.ts'
import type { FarOfBundle } from '../../src/bundle/far-half.ts'
import type { SigningKey } from '../../src/bundle/statement.ts'
import { type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import type { HostFacts } from '../../src/host/facts.ts'
import type { Session } from '../../src/plan/session.ts'
import type { RunFacts } from '../../src/run/facts.ts'
import type { Path } from '../../src/run/path.ts'
import { type Sealed, type Sealing, seal } from '../../src/run/sealing.ts'
import { readTape, writeTape } from '../../src/tape/file.ts'
import type { Tape, TapeHead } from '../../src/tape/tape.ts'
import { pathWith, rows } from '../run/path.ts'
import { newFolder } from '../support/programs.ts'
import { type Happened, heard, mark, opened, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

export const runId = 'a'.repeat(32)
export const startedAt = '2026-03-01T10:00:00.000Z'

/** Everything that a masked bundle must not hold, by where it comes from. */
export const known = {
  serverAddress: '198.51.100.25',
  clientAddress: '203.0.113.77',
  clientV6: '2001:db8:77::9',
  gateway: '203.0.113.254',
  serverName: 'mx7.corp-mail.de',
  clientName: 'laptop.branch-office.fr',
  /** In a greeting, as a server writes it. */
  banner: 'Mail.Corp-Mail.DE',
  /** Only in the rules of one host's own firewall. */
  clientRule: '192.0.2.66',
  serverRule: '192.0.2.67',
  /** Only in one host's hosts.allow. */
  clientAdmits: '10.9.8.7',
  serverAdmits: 'admin.inner-corp.de',
  /** Only on a stranger's tape. */
  stranger: '192.0.2.200',
} as const

export const clientHost: HostFacts = {
  listening: [{ transport: 'tcp', family: 4, address: '0.0.0.0', port: 22 }],
  interfaces: [{ name: 'eth0', mtu: 1500, addresses: [known.clientAddress, known.clientV6] }],
  routes: [{ family: 4, destination: '0.0.0.0/0', gateway: known.gateway, interface: 'eth0' }],
  firewall: {
    state: 'read',
    at: startedAt,
    sources: [
      { tool: 'nft', text: `{"nftables": [{"rule": {"drop": "${known.clientRule}"}}]}` },
      { tool: 'ip6tables', text: '' },
    ],
  },
  hostsAllow: [
    { daemons: ['sshd'], clients: ['10.1.1.1'] },
    { daemons: ['imapd'], clients: [known.clientAdmits] },
  ],
}

export const serverHost: HostFacts = {
  ...clientHost,
  interfaces: [{ name: 'ens3', mtu: 1500, addresses: [known.serverAddress] }],
  routes: null,
  firewall: {
    state: 'read',
    at: startedAt,
    sources: [{ tool: 'iptables', text: `*filter\n-A INPUT -s ${known.serverRule}/32 -j DROP\nCOMMIT\n` }],
  },
  hostsAllow: [{ daemons: ['imapd'], clients: [known.serverAdmits] }],
}

const client = {
  ...{ release: '1.0', platform: 'linux x64', node: 'v20', hostname: known.clientName },
  addresses: [known.clientAddress, known.clientV6],
}
const server = { ...client, hostname: 'mx7', addresses: [known.serverAddress] }

/** What the responder says of itself. */
export const own: OwnFacts = { environment: server, host: serverHost }

/** Rules do not cross control: what they do is told row by row. */
const told: HostFacts = {
  ...serverHost,
  firewall: { state: 'read', at: startedAt, sources: [{ tool: 'iptables', text: '' }] },
}

export interface SmallRun {
  readonly run: RunFacts
  /** As the client has it. */
  readonly path: Path
  /** What the responder taped, as it has it itself. */
  readonly responderTapes: readonly Tape[]
}

/** The run. `more`: further tapes of either end. */
export function smallRun(more: readonly Tape[] = []): SmallRun {
  const path = pathWith([rows.smtpIn, rows.echoIn], {
    address: known.serverAddress,
    localAddress: known.clientAddress,
    seenAs: known.clientAddress,
    responder: server,
    hosts: { client: { facts: clientHost, firewall: [] }, responder: { facts: told, firewall: [] } },
    offsetMs: 250,
  })
  const sessions = [...path.plan.sessions.values()]
  const tapes = [...sessions.flatMap(tapesOf), strangersTape(), ...more]
  const responderTapes = tapes.filter(({ head }) => head.end === 'responder')
  // What the responder taped crosses control in its file form.
  path.tapes.push(...tapes.map(tape => (tape.head.end === 'client' ? tape : readTape(writeTape(tape)))))
  const nothing = { arrivals: [], blind: 'this is a test' }
  const run: RunFacts = {
    ...{ runId, startedAt, durationMs: 1000, failOn: 'fault', aborted: false, client },
    rows: [rows.smtpIn, rows.echoIn].map(({ family: _family, ...row }) => row),
    clockOriginMs: 1_700_000_000_000,
    paths: [{ facts: path, sessions, besides: [], witnesses: { incoming: nothing, outgoing: nothing } }],
    missing: [{ family: 6, address: known.clientV6, reason: 'no connection' }],
    limits: [],
  }
  return { run, path, responderTapes }
}

/** Of SMTP the greeting comes as asterisks, and one conversation goes on in TLS; raw bytes come as they were. */
function tapesOf(session: Session, at: number): readonly Tape[] {
  const isSmtp = session.row.port === 25
  const greeting = `220 ${known.banner} ESMTP ready ${session.nonce}\r\n`
  const hello = `EHLO ${known.clientName}\r\n`
  const received = `Received: from ${known.clientName} ([${known.clientAddress}]) by ${known.serverName}\r\n`
  const words = `${session.nonce} ${hello}${received}`
  const answer = isSmtp ? greeting : 'ok\r\n'
  const cipher = isSmtp && at % 2 === 0
  const dialer = [opened(), sent(words), heard(isSmtp ? answer.replace(/[A-Za-z]/g, '*') : answer)]
  const answerer = [opened(), heard(words), sent(answer)]
  return [
    tapeAt('dialer', session, [...dialer, ...(cipher ? inTls('sent', 'heard') : []), ...end]),
    tapeAt('answerer', session, [...answerer, ...(cipher ? inTls('heard', 'sent') : []), ...end]),
  ]
}

const end = [mark('fin-sent'), mark('fin-heard')]

/** A name inside TLS, and the bytes that it became. */
function inTls(said: 'sent' | 'heard', got: 'sent' | 'heard'): readonly Happened[] {
  const by = { sent, heard }
  return [
    mark('tls-begin'),
    by[said]('\x16\x03\x01hello'.padEnd(80, 'x')),
    by[got]('\x16\x03\x03world'.padEnd(80, 'y')),
    tlsOpened({ subject: `CN=${known.serverName}`, issuer: `CN=${known.serverName}` }),
    by[said](`MAIL FROM:<a@${known.serverName}>\r\n`, 'tls'),
    by[said]('\x17\x03\x03secret'.padEnd(90, 'z')),
  ]
}

function tapeAt(role: 'dialer' | 'answerer', { id, row }: Session, events: readonly Happened[]): Tape {
  const { direction, family, transport, port } = row
  const near = { address: known.clientAddress, port: 40_000 }
  const far = { address: known.serverAddress, port }
  const [local, remote] = role === 'dialer' ? [near, far] : [far, near]
  return tapeOf(role, events, { head: { direction, family, transport, port, local, remote, session: id } })
}

function strangersTape(): Tape {
  const head: Partial<TapeHead> = {
    ...{ port: 25, session: null, startedAtMs: 5 },
    local: { address: known.serverAddress, port: 25 },
    remote: { address: known.stranger, port: 1024 },
  }
  return tapeOf('answerer', [opened(), heard('GET / HTTP/1.0\r\n')], { head })
}

/** A key of its own. */
export function newKey(): InstallationKey {
  return loadInstallationKey(newFolder())
}

/** The keys of the two ends of the small run. */
export const keys = { client: newKey(), responder: newKey() }

/** The responder's half of it, with all its tapes. */
export function halfOf({ responderTapes }: SmallRun, redact: boolean): Half {
  const half = createHalf({ runId, clientKey: keys.client.publicKey, key: keys.responder, redact })
  for (const tape of responderTapes) half.add(tape)
  return half
}

/** What comes over control of `sign`. */
export type Signed = Awaited<ReturnType<Path['sign']>>

/** Seals the run as the client does, with a responder that may lie. */
export function sealOf(
  small: SmallRun,
  sealing: Partial<Sealing> = {},
  lie: (signed: Signed) => Signed = signed => signed,
): Promise<Sealed> {
  const how: Sealing = { redact: false, hostsAllow: false, names: [], ...sealing }
  const half = halfOf(small, how.redact)
  const sign: Path['sign'] = async request => {
    const { map, files, ...signed } = half.sign(request, own)
    return lie(structuredClone({ ...signed, map: map === null ? null : [...map], files: [...files] }))
  }
  return seal([{ ...small.path, sign }], small.run, how)
}

/** What `farHalfOf` holds a half against. */
export const ofRun = { runId, startedAt, clientKey: keys.client.publicKey }

export function isSound(far: FarOfBundle | { readonly why: string }): far is FarOfBundle {
  return !('why' in far)
}

/** The bundle of a sealed run. */
export function bundleOf({ run }: SmallRun, sealed: Sealed, key: SigningKey = keys.client) {
  return { run, sealed, key }
}
