"""Does the web server answer? For the demo's last line and, as `python -m portal.engine.healthy`, for the container."""

import http.client
import os
import sys


def healthy(port: int, host: str = "127.0.0.1") -> bool:
    """GET /healthz on this machine under the name `host`, one of ALLOWED_HOSTS."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        line.request("GET", "/healthz", headers={"Host": host})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


if __name__ == "__main__":
    sys.exit(not healthy(int(os.environ.get("GRANIAN_PORT", "8000")), os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]))
