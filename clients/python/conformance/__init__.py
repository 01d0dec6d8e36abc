"""The Python client as a client under test of the conformance suite. No part of the package: `python3 -m conformance`, in clients/python."""
