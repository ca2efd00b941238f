/**
 * A relay on a router that damages the datagrams that it carries, as a process for the tests in namespaces:
 * `LISTEN-PORT TO-ADDRESS TO-PORT MANNER`. What comes to its port goes on to the address, and the answers go back. It
 * calls on from the port that the caller has, so that source NAT to the caller's address makes it invisible. Says
 * `relaying` when it listens, and ends with its stdin.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** Datagrams over this size lose their end; bytes. */
const TRIMMED_OVER = 1000
const TRIMMED_BYTES = 4

/** What becomes of one datagram. */
const manners: Readonly<Record<string, (bytes: Buffer) => readonly Buffer[]>> = {
  twice: bytes => [bytes, bytes],
  trim: bytes => [bytes.length > TRIMMED_OVER ? bytes.subarray(0, bytes.length - TRIMMED_BYTES) : bytes],
}

const [listenPort = '0', toAddress = '', toPort = '0', manner = ''] = process.argv.slice(2)
const damage = manners[manner]
if (damage === undefined) throw new Error(`there is no manner called ${manner}`)

const front = createSocket('udp4')
const callers = new Map<string, Promise<Socket>>()
front.on('message', (bytes: Buffer, from: RemoteInfo) => void carry(bytes, from))
front.bind(Number(listenPort))
await once(front, 'listening')
process.stdout.write('relaying\n')
process.stdin.once('end', () => process.exit(0)).resume()

async function carry(bytes: Buffer, from: RemoteInfo): Promise<void> {
  const name = `${from.address} ${from.port}`
  const opening = callers.get(name) ?? openTowards(from)
  callers.set(name, opening)
  const back = await opening
  for (const one of damage?.(bytes) ?? []) back.send(one, Number(toPort), toAddress)
}

/** The socket of one caller; its answers go back the way they came. */
async function openTowards(from: RemoteInfo): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (bytes: Buffer) => {
    for (const one of damage?.(bytes) ?? []) front.send(one, from.port, from.address)
  })
  // An ICMP error about a caller that has gone.
  socket.on('error', () => undefined)
  socket.bind(from.port)
  await once(socket, 'listening')
  return socket
}
