import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import { exchange, requestLines } from '../../src/probes/http.ts'

const lines = requestLines.map(line => line('NONCE', randomFrom(bytesOf('seed'), 'http')))

describe('probes/http', () => {
  it('asks one valid request and four that are wrong in one thing', () => {
    assert.deepEqual(
      lines.map(line => line.isValid),
      [true, false, false, false, false],
    )
    assert.match(lines[1]?.text ?? '', /^[A-Z0-9]{4} \/NONCE HTTP\/1\.1$/)
    assert.equal(lines[2]?.text.split(' ').length, 5)
    assert.equal(lines[3]?.text.indexOf(' '), 1024)
    assert.match(lines[4]?.text ?? '', /^GET \/NONCE HTTP\/[A-Z0-9]{3}$/)
  })

  it('tells the request back in the body', () => {
    for (const line of lines) {
      const [asked = '', answered = ''] = exchange(line, 'NONCE').map(step =>
        step.kind === 'say' ? textOf(step.bytes) : '',
      )
      assert.ok(asked.startsWith(`${line.text}\r\nhOsT: NONCE.probe.example\r\n`) && asked.endsWith('\r\n\r\n'))
      const [head, ...body] = answered.split(/(?<=\r\n\r\n)/)
      assert.equal(body.join(''), asked)
      assert.ok(head?.startsWith(`HTTP/1.1 ${line.isValid ? 200 : 400} `))
      assert.ok(head?.includes(`\r\nContent-Length: ${asked.length}\r\nConnection: close\r\n\r\n`))
    }
  })
})
