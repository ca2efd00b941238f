import assert from 'node:assert/strict'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { largeMail } from '../../src/probes/large-mail.ts'
import { plainScript, saysLines } from '../../src/probes/words.ts'
import { BLOCK_BYTES } from '../../src/script/bulk.ts'
import { createPlayer } from '../../src/script/player.ts'

const SIZES = [1024, 3000, BLOCK_BYTES, 3 * BLOCK_BYTES]

function textIn(bytes: number): string {
  return textOf(concat(largeMail('NONCE23456', bytes).flatMap(step => (step.kind === 'say' ? [step.bytes] : []))))
}

/** What an answerer says when it hears this instead of the message, and then QUIT. */
function answered(size: number, heard: string): string {
  const steps = [
    ...largeMail('NONCE23456', size),
    saysLines('answerer', '250 taken\r\n'),
    saysLines('dialer', 'QUIT\r\n'),
    saysLines('answerer', '221 bye\r\n'),
  ]
  const player = createPlayer(plainScript(steps), 'answerer')
  const said: string[] = []
  const take = (text: string) => {
    for (let at = 0; at < text.length; at += 1460)
      for (const action of player({ kind: 'heard', bytes: bytesOf(text.slice(at, at + 1460)) }))
        if (action.kind === 'write') said.push(textOf(action.bytes))
    said.push('|')
  }
  player({ kind: 'open' })
  take(heard)
  take('QUIT\r\n')
  return said.join('')
}

describe('probes/large-mail', () => {
  it('has exactly so many bytes before its end, in lines that mail may have', () => {
    for (const size of SIZES) {
      const text = textIn(size)
      assert.equal(text.length, size + '.\r\n'.length)
      assert.equal(text.indexOf('\r\n.\r\n'), size - 2)
      for (const line of text.slice(0, size).split('\r\n')) assert.match(line, /^(?!\.)[^\r\n]{0,78}$/)
    }
  })

  it('has nothing of its session behind the first 64 KiB', () => {
    assert.ok(
      !textIn(3 * BLOCK_BYTES)
        .slice(BLOCK_BYTES)
        .includes('NONCE23456'),
    )
  })

  it('is answered once it has ended, also when something was added to it or taken out', () => {
    for (const size of SIZES) {
      const text = textIn(size)
      for (const heard of [text, `X-Scanned: yes\r\n${text}`, text.slice(60)])
        assert.equal(answered(size, heard), '250 taken\r\n|221 bye\r\n|', `${size}`)
    }
  })
})
