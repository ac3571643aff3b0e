"""Files on their way in, in pieces that may break off at any byte and go on later (tus 1.0.0).

A room that wants files makes a `Door` (evidence.arrivals.views) and mounts its three views; the addresses carry what the
room needs to know (a case, a link), and `<str:arrival>` for one file:

    door = Door(purpose="link", permit=..., describe=..., keep=..., tell=...)
    path("<str:token>/arrivals/", open_to(ANYONE)(door.begin), name="begin")
    path("<str:token>/arrivals/<str:arrival>/", open_to(ANYONE)(door.go_on), name="go_on")
    path("<str:token>/arrivals/<str:arrival>/result/", open_to(ANYONE)(door.result), name="result")

`permit(request, **kwargs)` says on every request who it is and what they may (Http404 or Refused otherwise);
`describe(request, permit, metadata)` gives what is to be remembered with the file; `keep(arrival, permit, stream, landing)`
calls receive_file with `landing`, which makes keeping happen exactly once; `tell(arrival, permit)` is what became of it,
for the page. The client POSTs to `result` when tus says that all has arrived; asking again gives the same answer.
Without a page, the services below do the same: begin_arrival, append_bytes, finish_arrival, cancel_arrival.

Pieces lie in FILE_UPLOAD_TEMP_DIR/arrivals of one machine: several web servers need that folder in common, or must send
one person always to the same server. A proxy in front should not collect request bodies (nginx: proxy_request_buffering
off), else a broken connection loses what the proxy had collected.

Own code, because django-tus rests since 2020 and drf-tus holds each piece in memory whole.
"""
