import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import * as smtp from '../../src/probes/smtp.ts'
import type { Step } from '../../src/script/script.ts'

function told(steps: readonly Step[]): readonly (readonly [by: string, words: string, until: number])[] {
  return steps.map(step => {
    assert.ok(step.kind === 'say')
    return [step.by, textOf(step.bytes), 'lines' in step.until ? step.until.lines : step.until.count]
  })
}

describe('probes/smtp', () => {
  it('waits for as many lines of a reply as it has', () => {
    assert.deepEqual(told([smtp.reply('250 ok\r\n'), smtp.reply('250-a\r\n250-b\r\n250 c\r\n')]), [
      ['answerer', '250 ok\r\n', 1],
      ['answerer', '250-a\r\n250-b\r\n250 c\r\n', 3],
    ])
  })

  it('requires only what it is told to', () => {
    assert.ok(!('require' in smtp.reply('250 ok\r\n')) && !('require' in smtp.command('NOOP')))
    const [reply, command] = [smtp.reply('250 ok\r\n', '250'), smtp.command('DATA', 'DATA')]
    assert.deepEqual(
      [reply, command].map(step => step.kind === 'say' && step.require),
      ['250', 'DATA'],
    )
  })

  it('says EHLO with the nonce and offers keywords as a multi-line reply', () => {
    assert.deepEqual(told(smtp.ehlo('NONCE', ['DSN', 'HELP'])), [
      ['dialer', 'EHLO NONCE.client.example\r\n', 1],
      ['answerer', '250-probe.example\r\n250-DSN\r\n250 HELP\r\n', 3],
    ])
    assert.deepEqual(told(smtp.ehlo('NONCE', []))[1], ['answerer', '250 probe.example\r\n', 1])
  })

  it('says HELO and NOOP, each with the nonce', () => {
    assert.deepEqual(
      told(smtp.helo('NONCE')).map(([, words]) => words),
      ['HELO NONCE.client.example\r\n', '250 probe.example\r\n', 'NOOP NONCE\r\n', '250 2.0.0 ok NONCE\r\n'],
    )
  })

  it('waits for a reply to each line of a block, and for as many line feeds as odd replies have', () => {
    const block = smtp.block(['RSET', 'NOOP'], 'RSET')
    assert.deepEqual(told([block, smtp.reply('250 a\n250 b\r\n')]), [
      ['dialer', 'RSET\r\nNOOP\r\n', 2],
      ['answerer', '250 a\n250 b\r\n', 2],
    ])
    assert.ok(block.kind === 'say' && block.require === 'RSET')
  })

  it('says the same words when they are delivered in another way', () => {
    const [step, tls] = [smtp.command('NOOP'), { kind: 'start-tls' } as const]
    const delivery = { cuts: 'each', pauseMs: 2 } as const
    assert.deepEqual(smtp.delivered(step, delivery), { ...step, delivery })
    assert.deepEqual(smtp.delivered(tls, delivery), tls)
  })

  it('holds a dialog from the greeting to QUIT, whose answer has the nonce', () => {
    const greeting = [smtp.reply('220 probe.example\r\n')]
    const context = { nonce: 'NONCE', greeting, random: randomFrom(bytesOf('seed'), 'dialog'), key: () => bytesOf('') }
    const conversation = smtp.dialog(context, ['HELP'], smtp.exchange('NOOP', '250 ok'))
    assert.ok('script' in conversation)
    assert.deepEqual(
      told(conversation.script.steps).map(([, words]) => words.slice(0, 9)),
      ['220 probe', 'EHLO NONC', '250-probe', 'NOOP\r\n', '250 ok\r\n', 'QUIT\r\n', '221 2.0.0'],
    )
    assert.match(told(conversation.script.steps).at(-1)?.[1] ?? '', / closing NONCE\r\n$/)
  })

  it('delivers mail data as told, and waits for as many bytes', () => {
    const delivery = { cuts: [3], pauseMs: 1 }
    const [data] = smtp.mailData(bytesOf('text\r\n.\r\n'), 'NONCE', delivery)
    assert.ok(data?.kind === 'say')
    assert.deepEqual([data.until, data.delivery], [{ kind: 'end-of-data', count: 9 }, delivery])
  })

  it('ends the headers with an empty line', () => {
    assert.match(smtp.headers('NONCE'), /^From: <NONCE@client\.example>\r\n(.+\r\n)+\r\n$/)
  })

  it('leaves with QUIT, or with a refusal and the reply to QUIT', () => {
    const { endings } = smtp.smtpScript([])
    assert.deepEqual(
      told(endings.dialer).map(([, words]) => words),
      ['QUIT\r\n', '221 2.0.0 probe.example closing\r\n'],
    )
    assert.deepEqual(told(endings.answerer)[0], ['answerer', '500 5.5.2 command not recognized\r\n', 1])
  })

  it('takes mail from those who have shown a nonce and from nobody else', () => {
    const { strangers, claimed } = smtp.smtpService([])
    assert.ok(!strangers.some(reply => reply.then === 'data' || ['MAIL', 'RCPT'].includes(reply.verb)))
    assert.equal(claimed.filter(reply => reply.then === 'data').length, 1)
    for (const replies of [strangers, claimed]) assert.equal(replies.at(-1)?.verb, '')
  })
})
