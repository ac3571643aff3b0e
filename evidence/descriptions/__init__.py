"""What people say about an item: whose device, how and when it was obtained and made, who has seen the original."""
