import assert from 'node:assert/strict'
import { command, greetingLine, reply, smtpScript, smtpService } from '../../src/probes/smtp.ts'
import { type Expected, listenerScript, prologueOf } from '../../src/script/listener.ts'

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
