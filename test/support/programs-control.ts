/**
 * A paired client that knows only the control channel: it can ask for what the real one never would.
 */
import { randomBytes } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { type Channel, openChannel } from '../../src/control/channel.ts'
import { controlBinding, type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import { type Messages, messages } from '../../src/control/messages.ts'
import { type Pairing, pskOf } from '../../src/control/pairing.ts'
import { connectPsk } from '../../src/control/psk.ts'
import type { ResultOf } from '../../src/control/table.ts'
import { type Row, usualAsks } from '../../src/plan/session.ts'
import { readTape } from '../../src/tape/file.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { newFolder } from './programs.ts'

export interface Visitor {
  readonly channel: Channel<Messages>
  /** What the responder has sealed. */
  readonly tapes: readonly Tape[]
  /** Begins a run, with the right signature unless another text is given. */
  readonly begin: (rows: readonly Row[], other?: Partial<Begin>) => Promise<ResultOf<Messages, 'begin'>>
}

interface Begin {
  readonly runId: string
  readonly signature: string
  readonly key: InstallationKey
}

/** A client's key of its own. */
export function newKey(): InstallationKey {
  return loadInstallationKey(newFolder())
}

/** Names a run that nobody has begun. */
export function newRunId(): string {
  return randomBytes(16).toString('hex')
}

/** Proves the code to the responder at this address. */
export async function visit(pairing: Pairing, address: string, key: InstallationKey = newKey()): Promise<Visitor> {
  const [port = 0] = pairing.controlPorts
  const socket = await connectPsk({ address, port, keyId: pairing.keyId, psk: pskOf(pairing) })
  const channel = openChannel(socket, messages)
  const tapes: Tape[] = []
  channel.onNotify('tape', text => void tapes.push(readTape(text)))
  channel.onNotify('dialed', () => undefined)
  return {
    channel,
    tapes,
    begin: (rows, other = {}) => {
      const { runId = newRunId(), key: its = key } = other
      const signature = other.signature ?? signatureOf(socket, its)
      return channel.request('begin', {
        runId,
        clientKey: its.publicKey,
        signature,
        rows: [...rows],
        asks: usualAsks,
        redact: false,
      })
    },
  }
}

/** What proves the key on this connection, and on no other. */
export function signatureOf(socket: TLSSocket, key: InstallationKey): string {
  return Buffer.from(key.sign(controlBinding(socket))).toString('base64url')
}
