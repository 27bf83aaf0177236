import { storeFolder } from '../runs/store-paths.ts'
import { createEngineService } from './engine-handlers.ts'
import { report, serveChild } from './serve-child.ts'

serveChild((emit) => createEngineService(storeFolder(), emit, report))
