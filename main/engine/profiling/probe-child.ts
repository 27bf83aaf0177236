// A process of its own: the probe takes every core for seconds, and what it measures of memory is a fresh process'.
import { probeMachine } from './probe-machine.ts'

process.stdout.write(`${JSON.stringify(probeMachine())}\n`)
