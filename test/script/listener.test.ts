import assert from 'node:assert/strict'
import { command, greetingLine, reply, smtpScript, smtpService } from '../../src/probes/smtp.ts'
import { type Expected, listenerScript, prologueOf } from '../../src/script/listener.ts'
import type { TlsOffer } from '../../src/tls/offer.ts'

const greeting = greetingLine('ROUND')

function session(id: string, greets: boolean): Expected {
  const own = [command(`NOOP ${id}`), reply('250 ok\r\n')]
  return { session: id, nonce: id.toUpperCase(), script: smtpScript(greets ? [greeting, ...own] : own) }
}

describe('script/listener', () => {
  it('greets once for all sessions and then forks to their own steps', () => {
    const sessions = [session('one', true), session('two', true)]
    const [first, fork, ...rest] = listenerScript(sessions, null).steps
    assert.deepEqual(first, greeting)
    assert.deepEqual(rest, [])
    assert.deepEqual(fork, {
      kind: 'fork',
      branches: sessions.map(it => ({ session: it.session, nonce: it.nonce, steps: it.script.steps.slice(1) })),
      otherwise: [],
    })
  })

  it('forks at once where the dialer speaks first', () => {
    const { steps } = listenerScript([session('one', false)], null)
    assert.deepEqual(
      steps.map(step => step.kind),
      ['fork'],
    )
  })

  it('begins with TLS where all sessions do, and greets inside it', () => {
    const startTls = { kind: 'start-tls' } as const
    const own = session('one', true)
    for (const prologue of [[startTls], [startTls, greeting]]) {
      const rest = [command('NOOP one'), reply('250 ok\r\n'), startTls, command('NOOP one')]
      const { steps } = listenerScript([{ ...own, script: smtpScript([...prologue, ...rest]) }], null)
      assert.deepEqual(steps.slice(0, -1), prologue)
      const fork = steps.at(-1)
      assert.deepEqual(fork?.kind === 'fork' && fork.branches[0]?.steps, rest)
    }
  })

  it('shares a beginning whatever each dialer offers, and makes ready for an RSA key where one may be asked for', () => {
    const withOffer = (id: string, offer: TlsOffer): Expected => {
      const own = session(id, true)
      return { ...own, script: smtpScript([{ kind: 'start-tls', offer }, ...own.script.steps]) }
    }
    const [plain, rsa] = [withOffer('one', { alpn: ['x'] }), withOffer('two', { ciphers: 'rsa-key-exchange' })]
    assert.deepEqual(prologueOf(plain.script), prologueOf(rsa.script))
    assert.deepEqual(listenerScript([plain], null).steps[0], { kind: 'start-tls' })
    const ready = { kind: 'start-tls', offer: { ciphers: 'rsa-key-exchange' } }
    for (const both of [
      [plain, rsa],
      [rsa, plain],
    ])
      assert.deepEqual(listenerScript(both, null).steps.slice(0, 2), [ready, greeting])
  })

  it('tells what comes before the dialer speaks', () => {
    assert.deepEqual(prologueOf(smtpScript([greeting])), [greeting])
    assert.deepEqual(prologueOf(smtpScript([command('NOOP'), greeting])), [])
    assert.deepEqual(prologueOf(smtpScript([])), [])
  })

  it('serves callers without a nonce where a service is given', () => {
    const service = smtpService([{ nonce: 'ONE', session: 'one' }])
    const fork = listenerScript([session('one', true)], service).steps[1]
    assert.deepEqual(fork?.kind === 'fork' && fork.otherwise, [{ kind: 'serve', ...service }])
  })

  it('has nothing to say when no session may call', () => {
    assert.deepEqual(listenerScript([], null), {
      steps: [{ kind: 'fork', branches: [], otherwise: [] }],
      endings: { dialer: [], answerer: [] },
    })
  })
})
