import assert from 'node:assert/strict'
import { gridsOf } from '../../src/page/grid.ts'
import { asa, clean, row } from '../report/examples.ts'

describe('page/grid', () => {
  it('has a column for each direction and family that there is, and a table for each transport', () => {
    const ports = [
      row(),
      row({ direction: 'outgoing', family: 6 }),
      row({ transport: 'icmp', port: null, protocol: 'echo' }),
    ]
    const grids = gridsOf({ ...clean, ports }, new Map())
    assert.deepEqual(
      grids.map(it => [it.transport, it.columns.map(({ direction, family }) => `${direction} ${family}`)]),
      [
        ['tcp', ['incoming 4', 'outgoing 6']],
        ['icmp', ['incoming 4']],
      ],
    )
    assert.equal(grids[1]?.rows[0]?.ports, null)
  })

  it('says of each cell its state, its verdict and its findings', () => {
    const names = new Map(asa.findings.map(({ key }, at) => [key, `f${at + 1}`]))
    const [tcp] = gridsOf(asa, names)
    assert.deepEqual(tcp?.rows[0]?.cells, [
      { state: 'wrong', word: 'altered', finding: 'f1', findings: 2, method: '' },
      { state: 'intact', word: 'intact', finding: null, findings: 0, method: '' },
    ])
    assert.deepEqual(tcp?.rows[1]?.cells[1], null)
  })

  it('puts neighbouring ports together of which the same is said', () => {
    const ports = [10045, 10046, 10047, 10049].map(port => row({ port, protocol: 'echo' }))
    const [tcp] = gridsOf({ ...clean, ports: [...ports, row({ port: 10050, protocol: 'zabbix' })] }, new Map())
    assert.deepEqual(
      tcp?.rows.map(it => [it.ports, it.protocol]),
      [
        [[10045, 10047], 'echo'],
        [[10049, 10049], 'echo'],
        [[10050, 10050], 'zabbix'],
      ],
    )
  })
})
