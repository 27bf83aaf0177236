import { z } from 'zod'

// Must run before any schema is made: zod looks then whether `new Function` works, which a strict CSP reports as a breach.
z.config({ jitless: true })
