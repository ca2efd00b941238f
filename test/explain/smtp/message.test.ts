import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { fieldName } from '../../../src/explain/smtp/message.ts'
import { client, judgeWords, server } from '../../support/comparisons.ts'

const message = ['From: <a@b>', 'Subject: x', ' folded', 'X-Nonce: 1', '', 'one', 'two', '..', 'three', '.', ''].join(
  '\r\n',
)

function judgeMessage(heard: string | null, sent: string | null = message): readonly string[] {
  const words = [
    server('220 a\r\n'),
    client('DATA\r\n'),
    server('354 go\r\n'),
    client(sent, heard),
    server('250 ok\r\n'),
  ]
  return judgeWords(words).findings.map(
    ({ id, summary }) => `${id}${summary.replace(/^.*?changed|^.*?sent|^.*?removed/, '')}`,
  )
}

describe('explain/smtp/message', () => {
  const cases: readonly (readonly [name: string, heard: string, found: readonly string[]])[] = [
    ['nothing', message, []],
    [
      'a header at the end of the block',
      message.replace('\r\n\r\n', '\r\nX-Corp-Policy: passed\r\n\r\n'),
      ['smtp.data.header-added: "X-Corp-Policy: passed".'],
    ],
    ['a header in front', `Received: by box\r\n${message}`, ['smtp.data.header-added: "Received: by box".']],
    ['a folded header gone', message.replace('Subject: x\r\n folded\r\n', ''), ['smtp.data.header-removed: Subject.']],
    [
      'a subject tagged',
      message.replace('Subject: x', 'Subject: [SPAM] x'),
      ['smtp.data.rewritten: header Subject: "Subject: x\\r\\n folded" came as "Subject: [SPAM] x\\r\\n folded".'],
    ],
    ['a line more in the body', message.replace('two', 'two\r\nfooter'), ['smtp.data.rewritten: "footer" was added.']],
    [
      'a dot less',
      message.replace('\r\n..\r\n', '\r\n. \r\n'),
      ['smtp.data.rewritten: "..\\r\\n" came as ". \\r\\n".'.replaceAll('\\r\\n', '')],
    ],
    [
      'headers swapped',
      message.replace('From: <a@b>\r\nSubject: x\r\n folded', 'Subject: x\r\n folded\r\nFrom: <a@b>'),
      ['smtp.data.rewritten: header fields came in another order.'],
    ],
    [
      'header and body',
      message.replace('one', 'One').replace('\r\n\r\n', '\r\nX-A: b\r\n\r\n'),
      ['smtp.data.header-added: "X-A: b".', 'smtp.data.rewritten: the case of letters was changed.'],
    ],
  ]
  for (const [name, heard, found] of cases)
    it(`${name}: ${found.join(', ') || 'no finding'}`, () => {
      assert.deepEqual(judgeMessage(heard), found)
    })

  it('tells of a message that never arrived, and of one that was never sent', () => {
    const [lost] = judgeMessage(null)
    assert.match(lost ?? '', /^smtp\.data\.rewritten: the message never arrived\.$/)
    const [invented] = judgeMessage(message, null)
    assert.match(invented ?? '', /^smtp\.data\.rewritten: a message arrived that was never sent\.$|^smtp/)
  })

  it('takes a message without headers for a body', () => {
    assert.deepEqual(
      judgeMessage('just text!\r\n.\r\n', 'just text.\r\n.\r\n').map(it => it.split(':')[0]),
      ['smtp.data.rewritten'],
    )
  })

  it('counts places and stops', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at} of many`)
    const sent = `\r\n${lines.join('\r\n')}\r\n.\r\n`
    const heard = `\r\n${lines.map((line, at) => (at % 3 === 0 ? line.replace('line', 'LINE') : line)).join('\r\n')}\r\n.\r\n`
    const [found] = judgeMessage(heard, sent)
    assert.match(found ?? '', /at 20 places and more/)
  })

  it('knows a field by its name', () => {
    assert.deepEqual(
      ['X-A: b', 'X-A : b', 'no field', ' folded: x'].map(line => fieldName(bytesOf(line))),
      ['X-A', 'X-A', '', ''],
    )
  })

  describe('in chunks', () => {
    const chunk = (sent: string, last = '') => `BDAT ${sent.length}${last}\r\n${sent}`
    function found(sent: string, heard: string, answers = 1): readonly string[] {
      const ok = Array.from({ length: answers }, () => server('250 ok\r\n'))
      const { findings } = judgeWords([server('220 a\r\n'), client(sent, heard), ...ok])
      return findings.map(({ id }) => id).sort()
    }

    it('is a message like any other', () => {
      const [sent, heard] = ['A: b\r\n\r\nx\r\n', 'A: b\r\n\r\ny\r\n']
      assert.deepEqual(found(chunk(sent, ' LAST'), chunk(heard, ' LAST')), ['smtp.data.rewritten'])
      assert.deepEqual(found(chunk(sent, ' LAST'), chunk(`Received: c\r\n${sent}`, ' LAST')), [
        'smtp.command.masked',
        'smtp.data.header-added',
      ])
    })

    it('has its header in front alone', () => {
      const header = chunk('A: b\r\n\r\n')
      const [sent, heard] = [chunk('C: d\r\n', ' LAST'), chunk('C: d\r\nE: f\r\n', ' LAST')]
      assert.deepEqual(found(header + sent, header + heard, 2), ['smtp.command.rewritten', 'smtp.data.rewritten'])
      const open = chunk('A: b\r\n')
      assert.deepEqual(found(open + sent, open + heard, 2), ['smtp.command.rewritten', 'smtp.data.header-added'])
    })
  })
})
