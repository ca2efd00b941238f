import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import { provocations } from '../../src/probes/probes.ts'
import type { Script } from '../../src/script/script.ts'

describe('probes/smtp-sizes', () => {
  const row = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' } as const
  const plan = planRun({ rows: [row], seed: bytesOf('sizes') })
  const sized = [...plan.sessions.values()].filter(({ probe }) => probe === 'smtp-sizes')

  /** The mail data between DATA and the end mark, with the CRLF of its last line. */
  function mailsOf({ steps }: Script): readonly string[] {
    const text = steps.map(step => (step.kind === 'say' && step.by === 'dialer' ? textOf(step.bytes) : '')).join('')
    return [...text.matchAll(/DATA\r\n([\s\S]*?\r\n)\.\r\n/g)].map(([, mail = '']) => mail)
  }

  it('hands over messages of 1, 64 and 512 KiB, to the byte', () => {
    for (const { script } of sized)
      assert.deepEqual(
        mailsOf(script).map(mail => mail.length / 1024),
        [1, 64, 512],
      )
  })

  it('declares the size in one session and not in the other', () => {
    const declared = sized.map(({ script }) => {
      const says = script.steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : ''))
      return says.flatMap(text => /^MAIL .* SIZE=(\d+)\r\n/.exec(text)?.[1] ?? []).map(Number)
    })
    assert.deepEqual(declared, [[1024, 65_536, 524_288], []])
  })

  it('has no line that is longer than mail may have, and none that begins with a dot', () => {
    for (const { script } of sized)
      for (const mail of mailsOf(script))
        for (const line of mail.split('\r\n')) assert.match(line, /^(?!\.)[^\r\n]{0,78}$/)
  })

  it('is left out of a quick run', () => {
    assert.ok([...provocations].some(({ name }) => name === 'smtp-sizes'))
  })
})
