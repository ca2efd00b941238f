import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { type InterviewContext, interviewFor } from '../../src/beside/interviews.ts'
import { bytesOf, textOf } from '../../src/bytes.ts'
import type { Protocol } from '../../src/plan/session.ts'
import type { Script, Step } from '../../src/script/script.ts'
import { bytesOn, firstOf } from '../../src/tape/flow.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { playInterview } from '../../src/wire/interview.ts'
import { playSession } from '../../src/wire/play.ts'
import { certificate, createRig, recorderFor } from './rig.ts'

const context: InterviewContext = { ehloName: 'n1.client.example', host: 'mail.example' }
const endings = { dialer: [], answerer: [] }

describe('wire/interview', () => {
  const rig = createRig()
  const ending = new AbortController()
  afterEach(() => rig.closeAll())

  /** Asks a service on loopback; `service` gets the one connection. */
  async function ask(protocol: Protocol, service: (socket: Socket) => void): Promise<Tape> {
    const { server, port } = await rig.listen()
    server.once('connection', service)
    return askAt(protocol, port)
  }

  function askAt(protocol: Protocol, port: number, signal = ending.signal): Promise<Tape> {
    const interview = interviewFor(protocol, context) ?? assert.fail('no interview')
    const recorder = recorderFor('dialer')
    return playInterview({ ...interview, address: '127.0.0.1', port, localAddress: '127.0.0.1', recorder, signal })
  }

  /** A service that says these words, each when it has heard what stands before it. */
  function scripted(steps: readonly Step[]): (socket: Socket) => void {
    const script: Script = { steps, endings }
    const common = { certificate, idleMs: 5000, signal: ending.signal, strangers: null }
    return socket =>
      void playSession(socket, { ...common, role: 'answerer', script, recorder: recorderFor('answerer') })
  }

  const says = (text: string): Step => ({
    kind: 'say',
    by: 'answerer',
    bytes: bytesOf(text),
    until: { kind: 'lines', count: 1 },
  })
  const hears = (count = 1): Step => ({
    kind: 'say',
    by: 'dialer',
    bytes: bytesOf(''),
    until: { kind: 'lines', count },
  })
  const sent = (tape: Tape, layer: 'wire' | 'tls' = 'wire') => textOf(bytesOn(tape, 'sent', layer))
  const heard = (tape: Tape, layer: 'wire' | 'tls' = 'wire') => textOf(bytesOn(tape, 'heard', layer))
  const startTls: Step = { kind: 'start-tls' }
  const closed = { kind: 'closed', script: 'finished' }

  function endingOf({ ending: { atMs: _, ...rest } }: Tape) {
    return rest
  }

  it('asks an SMTP service in clear and inside TLS, and says goodbye', async () => {
    const reply = '250-mail.example\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 CHUNKING\r\n'
    const tape = await ask(
      'smtp',
      scripted([
        says('220 mail.example ESMTP\r\n'),
        hears(),
        says(reply),
        hears(),
        says('220 go\r\n'),
        startTls,
        hears(),
        says('250 mail.example\r\n'),
        hears(),
        says('221 bye\r\n'),
      ]),
    )
    assert.deepEqual(endingOf(tape), closed)
    const clear = 'EHLO n1.client.example\r\nSTARTTLS\r\n'
    assert.equal(sent(tape).slice(0, clear.length), clear)
    assert.equal(sent(tape, 'tls'), 'EHLO n1.client.example\r\nQUIT\r\n')
    assert.equal(heard(tape, 'tls'), '250 mail.example\r\n221 bye\r\n')
    assert.equal(firstOf(tape, 'tls-open')?.tls.certificate.length, 64)
  })

  it('takes a greeting whole whose first line stands alone for a while, and says nothing before', async () => {
    let early = ''
    const tape = await ask('smtp', socket => {
      socket.on('data', chunk => {
        early += textOf(chunk)
      })
      socket.write('220-mail.example ESMTP\r\n')
      setTimeout(() => {
        assert.equal(early, '')
        socket.removeAllListeners('data')
        scripted([says('220 mail.example ESMTP\r\n'), hears(), says('502 no\r\n'), hears(), says('221 bye\r\n')])(
          socket,
        )
      }, 700)
    })
    assert.equal(early, '')
    assert.match(heard(tape), /^220-mail\.example ESMTP\r\n220 mail\.example ESMTP\r\n502 no\r\n/)
  })

  it('leaves by QUIT a service that refuses STARTTLS, or callers', async () => {
    const refused = await ask(
      'smtp',
      scripted([
        says('220 hi\r\n'),
        hears(),
        says('250 hi\r\n'),
        hears(),
        says('502 no\r\n'),
        hears(),
        says('221 bye\r\n'),
      ]),
    )
    assert.deepEqual(endingOf(refused), { ...closed, script: 'off-script' })
    assert.match(sent(refused), /STARTTLS\r\nQUIT\r\n$/)
    const busy = await ask('smtp', scripted([says('421 busy\r\n'), hears(), says('221 bye\r\n')]))
    assert.equal(sent(busy), 'QUIT\r\n')
  })

  it('asks an IMAP service', async () => {
    const capability = '* CAPABILITY IMAP4rev1 STARTTLS\r\n'
    const tape = await ask(
      'imap',
      scripted([
        says('* OK ready\r\n'),
        hears(),
        says(`${capability}a1 OK\r\n`),
        hears(),
        says('a2 OK go\r\n'),
        startTls,
        hears(),
        says(`${capability}a3 OK\r\n`),
        hears(),
        says('* BYE\r\na9 OK\r\n'),
      ]),
    )
    assert.deepEqual(endingOf(tape), closed)
    assert.equal(sent(tape, 'tls'), 'a3 CAPABILITY\r\na9 LOGOUT\r\n')
  })

  it('hears the whole first packets of SSH and MySQL and leaves', async () => {
    const packet = `\0\0\x03\xfc\x06\x14${'k'.repeat(1018)}`
    const ssh = await ask('ssh', scripted([says('SSH-2.0-OpenSSH_9.2\r\n'), hears(), says(packet)]))
    assert.equal(heard(ssh), `SSH-2.0-OpenSSH_9.2\r\n${packet}`)
    assert.equal(sent(ssh), 'SSH-2.0-pathproof\r\n')
    const greeting = `\x50\0\0\0\x0a8.0.36\0${'s'.repeat(72)}`
    const mysql = await ask('mysql', scripted([says(greeting)]))
    assert.deepEqual([heard(mysql), sent(mysql), endingOf(mysql)], [greeting, '', closed])
  })

  it('hears until the end what HTTP, rsync and Zabbix answer', async () => {
    const page = 'HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n'
    const http = await ask('http', scripted([hears(5), says(page)]))
    assert.deepEqual([heard(http), endingOf(http)], [page, closed])
    assert.match(sent(http), /^HEAD \/ HTTP\/1\.1\r\nHost: mail\.example\r\n/)
    const list = 'files\tall files\n@RSYNCD: EXIT\n'
    const rsync = await ask('rsync', scripted([says('@RSYNCD: 31.0 sha512\n'), hears(2), says(list)]))
    assert.deepEqual([heard(rsync), endingOf(rsync)], [`@RSYNCD: 31.0 sha512\n${list}`, closed])
    const agent = await ask('zabbix', socket => {
      socket.once('data', chunk =>
        socket.end(textOf(chunk).endsWith('agent.ping') ? 'ZBXD\x01\x01\0\0\0\0\0\0\x001' : ''),
      )
    })
    assert.match(heard(agent), /^ZBXD/)
  })

  it('says nothing to a service without an interview of its own', async () => {
    const tape = await ask('razor', socket => {
      socket.once('end', () => socket.end())
      socket.write('sn=C&srl=1\r\n')
    })
    assert.deepEqual([heard(tape), sent(tape), endingOf(tape)], ['sn=C&srl=1\r\n', '', closed])
  }).timeout(6000)

  it('gives a tape where nobody listens, and when the run is called off', async () => {
    assert.equal((await askAt('smtp', await rig.freePort())).ending.kind, 'refused')
    const { port } = await rig.listen()
    const off = new AbortController()
    const asked = askAt('smtp', port, off.signal)
    setTimeout(() => off.abort(), 50)
    assert.equal((await asked).ending.kind, 'aborted')
  })

  it('tells where it stands as soon as it does', async () => {
    const { port } = await rig.listen()
    const interview = interviewFor('echo', context) ?? assert.fail()
    let told = -1
    const recorder = recorderFor('dialer')
    const off = new AbortController()
    const asked = playInterview({
      ...interview,
      address: '127.0.0.1',
      port,
      localAddress: null,
      recorder,
      signal: off.signal,
      onOpen: ({ remote }) => {
        told = remote.port
        off.abort()
      },
    })
    await asked
    assert.equal(told, port)
  })
})
