import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import { addresses, answerOf, mixedCase, queryOf, TYPE_A, TYPE_TXT, textRecord } from '../../src/probes/dns-message.ts'

/** A resolver that asks a server with these answers, which repeats the id and the case of the question. */
async function asking(type: number, data: readonly Uint8Array[], ask: (resolver: Resolver) => Promise<unknown>) {
  const socket = createSocket('udp4')
  socket.on('message', (heard, from) => {
    const answer = answerOf({ id: heard.readUInt16BE(0), name: 'host.probe.example', type }, data)
    heard.copy(answer, 12, 12, 12 + 'host.probe.example'.length + 2)
    socket.send(answer, from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  try {
    return await ask(resolver)
  } finally {
    socket.close()
  }
}

describe('probes/dns-message', () => {
  it('answers so that a resolver understands it', async () => {
    const found = await asking(TYPE_A, addresses(40), it => it.resolve4('host.probe.example'))
    assert.deepEqual(
      found,
      Array.from({ length: 40 }, (_, at) => `198.51.100.${at + 1}`),
    )
    const text = 'x'.repeat(600)
    const records = await asking(TYPE_TXT, [textRecord(text)], it => it.resolveTxt('host.probe.example'))
    assert.deepEqual(records, [['x'.repeat(255), 'x'.repeat(255), 'x'.repeat(90)]])
  })

  it('asks with one question and an EDNS record', () => {
    const query = queryOf({ id: 0x1234, name: 'Ab.c', type: TYPE_TXT })
    assert.equal(textOf(query), '\x12\x34\x01\0\0\x01\0\0\0\0\0\x01\x02Ab\x01c\0\0\x10\0\x01\0\0\x29\x10\0\0\0\0\0\0\0')
  })

  it('mixes the case and nothing else', () => {
    const text = 'some.long.name.probe.example'
    const mixed = mixedCase(text, randomFrom(bytesOf('seed'), 'case'))
    assert.equal(mixed.toLowerCase(), text)
    assert.notEqual(mixed, text)
    assert.notEqual(mixed, text.toUpperCase())
  })
})
