import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }
import { runCli } from './run-cli.ts'

// Each test starts processes of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

let store: string
beforeAll(async () => void (store = await mkdtemp(join(tmpdir(), 'xw-cli-'))))
afterAll(() => rm(store, { recursive: true, force: true }))

const COMMANDS = [
  'describe',
  'data inspect',
  'train',
  'evaluate',
  'predict',
  'inspect',
  'export',
  'pretrained get',
  'runs',
  'doctor',
]

describe('help', () => {
  it.each([[], ['--help'], ['-h'], ['help']])('lists every command: xw %s', async (...args) => {
    const { code, stdout, stderr } = await runCli(args.filter(Boolean) as string[], { store })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    expect(stdout).not.toContain('main-job')
  })

  it.each(COMMANDS)('shows options and examples of %s', async (command) => {
    const { code, stdout, stderr } = await runCli([...command.split(' '), '--help'], { store })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`usage: xw ${command}`)
    expect(stdout).toContain('--json')
    expect(stdout).toMatch(new RegExp(`examples:\n  xw ${command}`))
  })

  it('takes "help" before a command too', async () => {
    const [before, after] = await Promise.all([
      runCli(['help', 'data', 'inspect'], { store }),
      runCli(['data', 'inspect', '--help'], { store }),
    ])
    expect(before).toEqual(after)
    expect(before.code).toBe(0)
  })

  it('prints the version', async () => {
    expect(await runCli(['--version'], { store })).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
  })
})

describe('wrong usage ends with code 2 and one line', () => {
  it.each([
    ['descrbe', /^error command-unknown: xw has no command "descrbe"; did you mean "describe"\?/],
    ['dta inspect x', /^error command-unknown: .*did you mean "data inspect"\?/],
    ['--loud', /^error option-unknown: xw has no option --loud/],
    [
      'describe --epochs 3',
      /^error option-unknown: describe has no option --epochs; allowed are --model, --small, --input-size, /,
    ],
    ['train --epocs 3 x', /^error option-unknown: train has no option --epocs; did you mean --epochs\?/],
    ['describe -w 1', /^error option-unknown: describe has no option -w/],
    ['describe --width', /^error option-invalid: --width was given as nothing; allowed is a number from 0.01 to 4/],
    ['describe --width --json', /^error option-invalid: --width was given as nothing/],
    ['describe --width -1', /^error option-invalid: --width was given as "-1"; allowed is a number from 0.01 to 4/],
    ['describe --middle 1.5', /^error option-invalid: --middle was given as "1.5"; allowed is a whole number from 0 /],
    ['describe --middle=abc', /^error option-invalid: --middle was given as "abc"/],
    ['describe --middle=', /^error option-invalid: --middle was given as nothing/],
    [
      'describe --order last',
      /^error option-invalid: --order was given as "last"; allowed is depthwise-first, pointwise-f/,
    ],
    ['describe --json=yes', /^error option-invalid: --json was given as "yes"; allowed is no value/],
    ['describe inception', /^error option-invalid: MODEL was given as "inception"; allowed is nin, inception-v1,/],
    ['describe xception x', /^error argument-unexpected: describe takes MODEL; leave out "x"/],
    [
      'describe --input-size 70 --stem full',
      /^error input-too-small: an input of 70 pixels .* the full stem takes 71 or/,
    ],
    ['describe --input-size 31', /^error input-too-small: an input of 31 pixels .* the small stem takes 32 or more/],
    ['train nowhere --input-size 64 --stem full', /^error input-too-small: an input of 64 pixels/],
    [
      'train nowhere --learning-rate 0',
      /^error option-invalid: --learning-rate was given as "0"; allowed is a number above 0/,
    ],
    ['train nowhere --flip --no-flip', /^error option-invalid: --flip and --no-flip were both given/],
    ['train', /^error argument-missing: train needs DIR/],
    ['train --continue 1 --epochs 2', /^error option-unexpected: .*leave out --epochs/],
    ['train --continue 1 photos', /^error option-unexpected: .*leave out photos/],
    ['data inspect', /^error argument-missing: data inspect needs DIR/],
    ['predict 1', /^error argument-missing: predict needs IMAGE/],
    ['export 1 --out x', /^error argument-missing: export needs --format/],
    ['export 1 --format keras', /^error argument-missing: export needs --out/],
    [
      'export 1 --format pytorch --out x',
      /^error option-invalid: --format was given as "pytorch"; allowed is tfjs, keras/,
    ],
    ['runs all', /^error argument-unexpected: runs takes no arguments; leave out "all"/],
  ])('xw %s', async (line, expected) => {
    const { code, stdout, stderr } = await runCli(line.split(' '), { store })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(expected)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(await readdir(store)).toEqual([])
  })
})
