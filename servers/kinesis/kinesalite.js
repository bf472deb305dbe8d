// Starts kinesalite, with three of its faults mended: an iterator of a time after which nothing came was never answered, one of
// an earlier time was looked for from the oldest record on, and a client that went away within a request ended the server.
'use strict'

const db = require('kinesalite/db')
const path = require.resolve('kinesalite/actions/getShardIterator')
const original = require(path)

async function firstSince(store, data) {
  const number = db.resolveShardId(data.ShardId).shardIx
  const newestFirst = store.getStreamDb(data.StreamName).createReadStream({
    gt: db.shardIxToHex(number),
    lt: db.shardIxToHex(number + 1),
    reverse: true,
  })
  let first
  for await (const item of newestFirst) {
    if (item.value.ApproximateArrivalTimestamp < data.Timestamp) break
    first = item.key.split('/')[1]
  }
  return first
}

require.cache[path].exports = function getShardIterator(store, data, cb) {
  if (data.ShardIteratorType !== 'AT_TIMESTAMP' || data.Timestamp == null || data.Timestamp * 1000 > Date.now()) {
    return original(store, data, cb)
  }
  const {Timestamp, ...latest} = data
  latest.ShardIteratorType = 'LATEST'
  original(store, latest, (error, answer) => {
    if (error) return cb(error)
    firstSince(store, data).then(
      first => cb(null, first ? {ShardIterator: db.createShardIterator(data.StreamName, data.ShardId, first)} : answer),
      cb)
  })
}

const options = require('minimist')(process.argv.slice(2))
const server = require('kinesalite')(options)
// After kinesalite's own listener, which throws what it hears of.
server.on('request', request => request.removeAllListeners('error').on('error', () => {}))
server.listen(options.port, '127.0.0.1')
