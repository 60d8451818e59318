"""An S3 server with a bucket `corpus` that holds the files of a folder under `in/`.

Prints its port, then answers lines of standard input: `save PREFIX FOLDER` copies objects to
files, `uploads` prints how many uploads are begun and not ended.
"""

import pathlib
import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
s3 = boto3.client(
    "s3",
    endpoint_url=f"http://{host}:{port}",
    region_name="us-east-1",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
)
s3.create_bucket(Bucket="corpus")
root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    if path.is_file():
        s3.put_object(Bucket="corpus", Key=f"in/{path.relative_to(root)}", Body=path.read_bytes())
print(port, flush=True)

for line in sys.stdin:
    command, *words = line.split()
    if command == "uploads":
        print(len(s3.list_multipart_uploads(Bucket="corpus").get("Uploads", [])), flush=True)
        continue
    prefix, folder = words
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="corpus", Prefix=prefix)
    for found in (found for page in pages for found in page.get("Contents", [])):
        path = pathlib.Path(folder) / found["Key"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(s3.get_object(Bucket="corpus", Key=found["Key"])["Body"].read())
    print("saved", flush=True)
