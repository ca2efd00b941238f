import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import {
  capability,
  exchange,
  imapByeLine,
  imapDialog,
  imapGreetingLine,
  imapPreauthLine,
  imapScript,
  imapService,
  tagsOf,
} from '../../src/probes/imap.ts'
import type { Script, Step } from '../../src/script/script.ts'
import { pair, wordsOf } from '../support/pair.ts'

const random = randomFrom(new Uint8Array(1), 'test')

function textIn(step: Step | undefined): string {
  return step?.kind === 'say' ? textOf(step.bytes) : (step?.kind ?? '')
}

/** The capabilities that a line of the answerer lists. */
function listIn(text: string): readonly string[] {
  return (/CAPABILITY ([^\]\r]+)/.exec(text)?.[1] ?? '').split(' ')
}

describe('probes/imap', () => {
  it('greets with the capabilities, every printable character and the word of the round', () => {
    const text = textIn(imapGreetingLine('WORD234567'))
    assert.match(text, /^\* OK \[CAPABILITY IMAP4rev1 [^\]]+\] probe\.example WORD234567 .*\r\n$/)
    for (let code = 0x20; code < 0x7f; code++) assert.ok(text.includes(String.fromCharCode(code)), String(code))
  })

  it('lists what devices take away, and a word that none can know, in an order of each run', () => {
    const lists = ['WORD234567', 'QTHER89AB4'].map(word => listIn(textIn(imapGreetingLine(word))))
    for (const list of lists) {
      for (const word of ['STARTTLS', 'LOGINDISABLED', 'IDLE', 'COMPRESS=DEFLATE', 'LITERAL+', 'UTF8=ACCEPT', 'BINARY'])
        assert.equal(list.filter(it => it === word).length, 1, word)
      assert.equal(list.filter(it => /^X[A-Z0-9]{7}$/.test(it)).length, 1)
      assert.equal(new Set(list).size, list.length)
    }
    assert.notDeepEqual(lists[0], lists[1])
  })

  it('lists the same again when it is asked, in another order and with another invented word', () => {
    const [asked, answered] = capability('T1', random).map(textIn)
    assert.equal(asked, 'T1 CAPABILITY\r\n')
    assert.match(answered ?? '', /^\* CAPABILITY IMAP4rev1 .*\r\nT1 OK .*\r\n$/)
    const known = (list: readonly string[]) => list.filter(word => !/^X[A-Z0-9]{7}$/.test(word))
    const [greeted, again] = [textIn(imapGreetingLine('WORD234567')), answered ?? ''].map(text => known(listIn(text)))
    assert.deepEqual([...(again ?? [])].sort(), [...(greeted ?? [])].sort())
    assert.notDeepEqual(again, greeted)
  })

  it('has greetings for who is known, and for nobody', () => {
    assert.match(textIn(imapPreauthLine('WORD')), /^\* PREAUTH \[CAPABILITY .*\] .*WORD.*\r\n$/)
    assert.match(textIn(imapByeLine('WORD')), /^\* BYE .*WORD.*\r\n$/)
  })

  it('gives a session tags of its own', () => {
    const tag = tagsOf('NONCE')
    assert.deepEqual([tag(), tag(), tag()], ['NONCE1', 'NONCE2', 'NONCE3'])
  })

  it('answers a command under its tag, behind the untagged lines', () => {
    assert.deepEqual(exchange('T1', 'NOOP', ['* 1 EXISTS']).map(textIn), [
      'T1 NOOP\r\n',
      '* 1 EXISTS\r\nT1 OK NOOP done\r\n',
    ])
  })

  it('ends a dialog politely, with the nonce in the last words', () => {
    const context = { nonce: 'NONCE', greeting: [], random, key: () => new Uint8Array(0) }
    const conversation = imapDialog(context, tag => exchange(tag(), 'NOOP'))
    assert.ok('script' in conversation)
    assert.deepEqual(conversation.script.steps.slice(-2).map(textIn), [
      'NONCE2 LOGOUT\r\n',
      '* BYE NONCE leaves\r\nNONCE2 OK LOGOUT done\r\n',
    ])
  })

  it('leaves with LOGOUT when something else was heard, whoever finds out', () => {
    const step = (require: string, by: 'dialer' | 'answerer'): Step => {
      const [asked, answered] = exchange('T1', 'STARTTLS')
      const said = by === 'dialer' ? asked : answered
      return said?.kind === 'say' ? { ...said, require } : assert.fail()
    }
    const odd = (steps: readonly Step[]): Script => imapScript(steps)
    const unheard = odd([step('T2 STARTTLS', 'dialer'), step('T1 OK', 'answerer')])
    const refused = odd([step('T1 STARTTLS', 'dialer'), step('T1 NEVER', 'answerer')])
    for (const script of [unheard, refused]) {
      const { dialer, answerer } = pair({ dialer: script, answerer: script, chunkBytes: 7 })
      assert.ok([dialer, answerer].some(end => end.outcome === 'off-script'))
      assert.ok([dialer, answerer].every(end => end.outcome !== null))
      assert.match(textOf(wordsOf(dialer.sent, 'wire')), /^T1 STARTTLS\r\n/)
    }
  })

  it('sends strangers away', () => {
    const { strangers, claimed } = imapService([])
    assert.deepEqual(
      strangers.map(({ verb, then }) => [verb, then]),
      [['', 'close']],
    )
    assert.ok(claimed.every(reply => reply.then === undefined))
  })
})
