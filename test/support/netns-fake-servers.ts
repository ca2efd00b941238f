/**
 * Small servers of a box that answers in place of others, as one process for the tests in namespaces. Each argument is
 * one of them: `KIND PORT`, or `KIND PORT ADDRESS`; without an address it takes what comes to any of its own. Says
 * `serving` when all listen, and ends with its stdin.
 */
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** How a transparent proxy says that it could not do what it took upon itself. */
const proxyAnswer = 'HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 box.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
/** The greeting of a box that takes everything and says something at once. */
const hello = 'box ready\r\n'

/** Seconds from 1900, where NTP begins, to 1970 (RFC 5905, section 6). */
const NTP_EPOCH_S = 2_208_988_800

const tcpKinds: Readonly<Record<string, (socket: Socket) => void>> = {
  /** Answers each DNS question that comes over TCP (RFC 1035, section 4.2.2); takes one message for one packet. */
  'dns-tcp': socket => {
    socket.on('data', chunk => {
      const answer = dnsAnswer(chunk.subarray(2))
      if (answer === null) return void socket.destroy()
      socket.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 0xff]), answer]))
    })
  },
  /** Takes the connection, waits for a request, and answers it as a proxy. */
  proxy: socket => void socket.once('data', () => socket.end(proxyAnswer)),
  /** Takes the connection and says its own greeting. */
  greeter: socket => void socket.write(hello),
}

const udpKinds: Readonly<Record<string, (asked: Buffer) => Buffer | null>> = {
  'dns-udp': dnsAnswer,
  ntp: ntpAnswer,
}

for (const argument of process.argv.slice(2)) {
  const [kind = '', port = '0', address = '0.0.0.0'] = argument.split(' ')
  await serve(kind, Number(port), address)
}
process.stdout.write('serving\n')
process.stdin.once('end', () => process.exit(0)).resume()

async function serve(kind: string, port: number, address: string): Promise<void> {
  const onConnection = tcpKinds[kind]
  if (onConnection !== undefined) {
    const server = createServer(socket => {
      socket.on('error', () => undefined)
      onConnection(socket)
    })
    await once(server.listen({ port, host: address }), 'listening')
    return
  }
  const answer = udpKinds[kind]
  if (answer === undefined) throw new Error(`there is no server called ${kind}`)
  const socket = createSocket('udp4')
  socket.on('message', (asked: Buffer, from: RemoteInfo) => {
    const said = answer(asked)
    if (said !== null) socket.send(said, from.port, from.address)
  })
  socket.bind(port, address)
  await once(socket, 'listening')
}

/** The question again and one address (RFC 1035, section 4.1), as a resolver that knows a name for everything; null: no question. */
function dnsAnswer(asked: Buffer): Buffer | null {
  if (asked.length < 17) return null
  const end = endOfQuestion(asked)
  const head = Buffer.from(asked.subarray(0, 12))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(1, 6)
  head.writeUInt32BE(0, 8)
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 53])
  return Buffer.concat([head, asked.subarray(12, end), record])
}

/** Offset behind the first question: its labels, a zero, type and class. */
function endOfQuestion(asked: Buffer): number {
  let at = 12
  while ((asked[at] ?? 0) !== 0) at += (asked[at] ?? 0) + 1
  return Math.min(asked.length, at + 5)
}

/** A server's answer (RFC 5905, section 7.3): the client's transmit time becomes the origin, all else is this box's; null: no question. */
function ntpAnswer(asked: Buffer): Buffer | null {
  if (asked.length < 48) return null
  const answer = Buffer.alloc(48)
  answer.set([0x24, 2, 6, 0xec])
  answer.write('BOX!', 12, 'latin1')
  asked.copy(answer, 24, 40, 48)
  const nowS = Date.now() / 1000 + NTP_EPOCH_S
  for (const at of [16, 32, 40]) {
    answer.writeUInt32BE(Math.floor(nowS), at)
    answer.writeUInt32BE(Math.floor((nowS % 1) * 2 ** 32), at + 4)
  }
  return answer
}
